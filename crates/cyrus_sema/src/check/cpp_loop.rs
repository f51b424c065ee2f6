//! Loops over C++ containers: what has `begin()` and `end()`, forwards, or `rbegin()` and `rend()`, backwards.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{CCall, Callee, Expr, ExprKind, ForIter, LocalId, LocalKind, Target};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Ty, TyId, common};

impl Checker<'_, '_> {
    /// Element type of a container in a loop.
    pub fn cpp_element_ty(&mut self, container: TyId) -> TyId {
        match self.cpp_iterator(container, "begin") {
            Some((_, item)) => self.cx.types.unqualified(item),
            None => common::OBJECT,
        }
    }

    /// Iterator and (possibly reference) item type of a container.
    fn cpp_iterator(&mut self, container: TyId, begin: &str) -> Option<(TyId, TyId)> {
        let begin = self.cpp_methods(container, begin);
        let sig = begin.iter().find(|m| self.cx.types.funcs[m.sig].params.is_empty())?.sig;
        let iterator = self.cx.types.funcs[sig].ret;
        let item = self.deref_ty(iterator)?;
        Some((iterator, item))
    }

    /// Whether a container can be looped over from its end.
    pub fn cpp_reverses(&mut self, ty: TyId) -> bool {
        let class = self.cx.types.resolved(ty);
        matches!(self.cx.types.get(class), Ty::Cpp(..)) && self.cpp_iterator(class, "rbegin").is_some()
    }

    /// A loop from `begin()` to `end()`, or from `rbegin()` to `rend()`.
    pub fn cpp_loop(&mut self, target: Target, value: Expr, reversed: bool) -> ForIter {
        let [first, last] = if reversed { ["rbegin", "rend"] } else { ["begin", "end"] };
        let span = value.span;
        let class = self.cx.types.resolved(value.ty);
        let Some((iterator, item_ty)) = self.cpp_iterator(class, first) else {
            self.error(
                codes::E0305,
                span,
                "missing begin() on type".to_string() + &format!(" '{}'", self.cx.types.display(class)),
            );
            return ForIter::Iterator { target, source: self.error_expr(span), is_async: false };
        };
        if self.loops_over_isolated(item_ty, span) {
            return ForIter::Iterator { target, source: self.error_expr(span), is_async: false };
        }
        // A place is looped over where it is; anything else is kept in a variable.
        let local = |this: &mut Self, ty| this.fx().add_local(Name::default(), ty, LocalKind::Variable, span);
        let place = matches!(
            value.kind,
            ExprKind::Local(_)
                | ExprKind::CVar(_)
                | ExprKind::Member { .. }
                | ExprKind::ExtField { .. }
                | ExprKind::Deref(_)
                | ExprKind::CItem { .. }
                | ExprKind::CppItem { .. }
        );
        let (container_ty, value, arrow) = if place {
            let ty = self.cx.types.ptr(class);
            (ty, Expr { ty, span, kind: ExprKind::AddressOf(Box::new(value)) }, true)
        } else {
            (class, value, false)
        };
        let container = local(self, container_ty);
        let iter_local = local(self, iterator);
        let call = |this: &mut Self, name: &str| {
            let object = this.local_expr(container, span);
            let sig = this
                .cpp_methods(class, name)
                .iter()
                .find(|m| this.cx.types.funcs[m.sig].params.is_empty())
                .map(|m| m.sig);
            let nogil = this.fx_ref().nogil;
            let ty = sig.map_or(iterator, |sig| this.cx.types.funcs[sig].ret);
            let kind = match sig {
                Some(sig) => ExprKind::CCall(Box::new(CCall {
                    callee: Callee::CppMethod {
                        object,
                        base: None,
                        cname: name.into(),
                        arrow,
                        template_args: Vec::new(),
                    },
                    sig,
                    args: Vec::new(),
                    nogil,
                })),
                None => ExprKind::Error,
            };
            Expr { ty, span, kind }
        };
        let begin = call(self, first);
        // The end may be of another, simpler type: a mere position.
        let end = call(self, last);
        let end_local = local(self, end.ty);
        let item = self.dereferenced(iter_local, item_ty, span);
        let item = self.coerce(item, target.ty);
        ForIter::CppRange { target, container, value, begin, end, iterator, item, iter_local, end_local }
    }

    pub fn dereferenced(&mut self, iterator: LocalId, item_ty: TyId, span: Span) -> Expr {
        let read = self.local_expr(iterator, span);
        if self.cx.types.is_pointer(read.ty) {
            return Expr { ty: item_ty, span, kind: ExprKind::Deref(Box::new(read)) };
        }
        Expr {
            ty: item_ty,
            span,
            kind: ExprKind::CppOperator { name: "*".into(), operands: vec![read], sig: None },
        }
    }
}
