//! C++ objects that are made: `T(...)`, `new T(...)`.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{FuncTyId, Ty, TyId};

impl<'a> Checker<'_, 'a> {
    /// `T(args)`
    pub fn cpp_construct(&mut self, class: TyId, args: &'a [Arg], span: Span, anchor: Span) -> Expr {
        if !self.only_positional(args, anchor) {
            return self.error_expr(span);
        }
        self.check_isolated_items(class, "<init>", args.len(), span);
        let (args, sig) = self.constructor_args(class, args, span);
        Expr { ty: class, span, kind: ExprKind::CppConstruct { class, args, sig } }
    }

    /// Constructors are chosen by what they are given, in order: names say nothing.
    fn only_positional(&mut self, args: &[Arg], span: Span) -> bool {
        let plain = args.iter().all(|arg| matches!(arg, Arg::Positional(_)));
        if !plain {
            let message =
                "Non-trivial keyword arguments and starred arguments not allowed in cdef functions.";
            self.error(codes::E0303, span, message);
        }
        plain
    }

    fn constructor_args(
        &mut self,
        class: TyId,
        args: &'a [Arg],
        span: Span,
    ) -> (Vec<Expr>, Option<FuncTyId>) {
        let methods = self.cpp_methods(class, "<init>");
        let exprs: Vec<&'a ast::Expr> = args
            .iter()
            .map(|a| {
                let (Arg::Positional(e) | Arg::Keyword(_, e) | Arg::Star(e) | Arg::DoubleStar(e)) = a;
                e
            })
            .collect();
        if exprs.is_empty() {
            let sig = methods
                .iter()
                .find(|m| {
                    let f = &self.cx.types.funcs[m.sig];
                    f.params.len() == f.optional as usize
                })
                .map(|m| m.sig);
            return (Vec::new(), sig);
        }
        let tys: Vec<TyId> = exprs.iter().map(|e| self.speculate(|c| c.expr(e).ty)).collect();
        let candidates: Vec<_> = methods.iter().map(|m| (m.sig, m.template_params.clone())).collect();
        match self.pick(&candidates, &tys) {
            Some((_, sig)) => {
                let func = self.cx.types.funcs[sig].clone();
                let mut values: Vec<Expr> =
                    exprs.iter().zip(&func.params).map(|(e, p)| self.expr_as(e, p.ty)).collect();
                // `...` takes what C++ makes of it.
                values.extend(exprs.iter().skip(func.params.len()).map(|e| self.expr(e)));
                (values, Some(sig))
            }
            // The copy constructor needs no declaration.
            None if exprs.len() == 1 && self.cpp_converts(tys[0], class) => (vec![self.expr(exprs[0])], None),
            None => {
                self.no_overload(methods.len(), span);
                (Vec::new(), None)
            }
        }
    }

    /// `new T(args)`
    pub fn cpp_new(&mut self, class: &'a ast::TypeExpr, args: &'a [Arg], span: Span) -> Expr {
        if !self.cx.cplus {
            self.error(codes::E0401, span, "Operation only allowed in c++");
            return self.error_expr(span);
        }
        let scope = self.fx_ref().scope;
        let ty = super::declared::resolve_type(self.cx, scope, class);
        if !matches!(self.cx.types.kind(ty), Ty::Cpp(..)) {
            if !self.cx.types.is_error(ty) {
                self.error(codes::E0401, span, "new can only be applied to a C++ class");
            }
            return self.error_expr(span);
        }
        let at = Span::new(span.file, class.span.end, span.end);
        if !self.only_positional(args, at) {
            return self.error_expr(span);
        }
        let (args, sig) = self.constructor_args(ty, args, at);
        let pointer = self.cx.types.ptr(ty);
        Expr { ty: pointer, span, kind: ExprKind::CppNew { class: ty, args, sig } }
    }
}
