//! Default values of parameters: what they are, and where they are evaluated.
//!
//! A Python function's are evaluated when its function object is made, those of a function with a C signature where
//! its definition stands ([`hir::StmtKind::Defaults`]), those of methods with their class. Constants need neither.

use super::Checker;
use super::cfunction::CSource;
use super::function::CheckedDef;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{Capability, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// The statement that evaluates the default values of a checked function with a C signature.
    pub(super) fn set_defaults(&self, checked: Option<&CheckedDef>, span: Span, out: &mut hir::Block) {
        let Some(checked) = checked else { return };
        let dynamic = |p: &hir::Param| matches!(p.default, Some(hir::ParamDefault::Dynamic(_)));
        if self.cx.funcs[checked.func].params.iter().any(dynamic) {
            out.push(hir::Stmt { span, kind: hir::StmtKind::Defaults(checked.func) });
        }
    }

    /// The default value of a parameter of a Python function.
    pub(super) fn def_default(
        &mut self,
        p: &'a ast::Param,
        mut param: hir::Param,
        defaults: &mut Vec<Expr>,
        kwdefaults: &mut Vec<(Name, Expr)>,
    ) -> hir::Param {
        let Some(typed) = self.written_default(p, &mut param) else { return param };
        let object = match &p.default {
            // Specialisations share one object, which each converts when it is called.
            Some(ast::ParamDefault::Value(written))
                if !self.cx.specialized.is_empty() && !typed.kind.is_constant() =>
            {
                self.expr_as(written, common::OBJECT)
            }
            _ => self.default_object(&typed, param.ty),
        };
        param.default = Some(if typed.kind.is_constant() {
            hir::ParamDefault::Constant(typed)
        } else {
            hir::ParamDefault::Dynamic(object.clone())
        });
        if param.kind == hir::ParamKind::KeywordOnly {
            kwdefaults.push((param.name.clone(), object));
        } else {
            defaults.push(object);
        }
        param
    }

    /// The default value of a parameter of a function with a C signature; `defaults` are those that Python sees.
    pub(super) fn c_default(
        &mut self,
        p: &'a ast::Param,
        mut param: hir::Param,
        source: &CSource<'a>,
        nogil: bool,
        defaults: &mut Vec<Expr>,
    ) -> hir::Param {
        let Some(value) = self.written_default(p, &mut param) else { return param };
        if source.overridable {
            defaults.push(self.default_object(&value, param.ty));
        }
        // What exists once cannot be kept and passed: each call has its own.
        let cap = self.cyp_of(param.ty).map(|c| c.cap);
        let anew =
            value.kind.is_constant() || self.cx.types.is_unique(param.ty) || cap == Some(Capability::Iso);
        if !anew && cap == Some(Capability::Local) && nogil {
            self.shared_default(param.ty, value.span);
        }
        let default = if anew { hir::ParamDefault::Constant } else { hir::ParamDefault::Dynamic };
        param.default = Some(default(value));
        param
    }

    /// The value that a parameter's default has in its type, if it says one.
    fn written_default(&mut self, p: &'a ast::Param, param: &mut hir::Param) -> Option<Expr> {
        let default = match &p.default {
            None => return None,
            Some(ast::ParamDefault::Unknown) => {
                param.default = Some(hir::ParamDefault::Unknown);
                return None;
            }
            Some(ast::ParamDefault::Value(e)) => e,
        };
        if let Some(at) = await_in(default) {
            self.error(codes::E0306, at, "'await' not supported here");
        }
        Some(self.value_or_none_as(default, param.ty))
    }

    /// Reports the one object that all calls of a function get which threads may call at the same time.
    fn shared_default(&mut self, ty: TyId, span: Span) {
        let shown = self.cx.types.display(ty);
        let message =
            format!("this default is one '{shown}' for all calls, which threads may make at the same time");
        self.report(
            Diagnostic::error(codes::E0607, span, message)
                .help("take NULL for the default and make an object in the function, or say 'lock', 'immutable' or 'iso'"),
        );
    }

    /// A default value as Python sees it.
    fn default_object(&mut self, value: &Expr, ty: TyId) -> Expr {
        // `NULL` is a default of C functions; Python needs no object for it.
        let null = matches!(value.kind, ExprKind::Null)
            && (self.cx.types.is_pointer(ty) || self.cx.types.is_cyp(ty));
        if null { self.none_expr(value.span) } else { self.coerce(value.clone(), common::OBJECT) }
    }
}

/// Where an expression awaits, if it does.
fn await_in(e: &ast::Expr) -> Option<Span> {
    if matches!(e.kind, ast::ExprKind::Await(_)) {
        return Some(e.span);
    }
    let mut parts = Vec::new();
    if !matches!(e.kind, ast::ExprKind::Lambda(_) | ast::ExprKind::GeneratorExp(_)) {
        cyrus_syntax::walk::expr_children(e, &mut |p| parts.push(p));
    }
    parts.into_iter().find_map(await_in)
}
