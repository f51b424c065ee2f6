//! Type parameters of functions and classes: `def f[T: bound = default](…)`, `class C[T](…)` (PEP 695, PEP 696).
//!
//! They are made where the definition stands and are variables that it sees, and its annotations, which are texts, do not.
//! A class with type parameters has `typing.Generic` as its last base.

use super::Checker;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast, TypeParam, TypeParamKind};
use cyrus_types::common;
use rustc_hash::FxHashMap;

impl<'a> Checker<'_, 'a> {
    /// Makes the parameters and brings them into scope; the local has the tuple of them. None if there are none.
    pub(super) fn enter_type_params(
        &mut self,
        type_params: &'a [TypeParam],
        span: Span,
        out: &mut hir::Block,
    ) -> Option<LocalId> {
        if type_params.is_empty() {
            return None;
        }
        let args = vec![self.type_params(type_params, span)];
        let made = Expr { ty: common::OBJECT, span, kind: runtime("__cyrus_type_params", args) };
        let all = self.temp(common::OBJECT, span);
        self.set_local(all, made, span, out);
        let mut scope = FxHashMap::default();
        for (index, param) in type_params.iter().enumerate() {
            let name = param.name.name.clone();
            let local = self.fx().add_local(name.clone(), common::OBJECT, hir::LocalKind::Variable, span);
            let index = self.int_expr(index as i128, span);
            let args = vec![self.local_expr(all, span), self.coerce(index, common::OBJECT)];
            let item = Expr { ty: common::OBJECT, span, kind: runtime("PyObject_GetItem", args) };
            self.set_local(local, item, span, out);
            scope.insert(name, local);
        }
        self.fx().comprehensions.push(scope);
        self.cx.type_params.extend(type_params.iter().map(|p| p.name.name.clone()));
        Some(all)
    }

    pub(super) fn leave_type_params(&mut self) {
        let names = self.fx().comprehensions.pop().map_or(0, |scope| scope.len());
        let outer = self.cx.type_params.len().saturating_sub(names);
        self.cx.type_params.truncate(outer);
    }

    fn set_local(&mut self, local: LocalId, value: Expr, span: Span, out: &mut hir::Block) {
        let target = hir::Target { span, ty: common::OBJECT, kind: hir::TargetKind::Local(local) };
        self.assign_to(target, value, span, out);
    }

    /// A function that has them.
    pub(super) fn with_type_params(&mut self, function: Expr, params: LocalId, span: Span) -> Expr {
        let args = vec![function, self.local_expr(params, span)];
        Expr { ty: common::OBJECT, span, kind: runtime("__cyrus_with_type_params", args) }
    }

    /// The bases of a class that has them.
    pub(super) fn with_generic_base(&mut self, bases: Expr, params: LocalId) -> Expr {
        let span = bases.span;
        let args = vec![bases, self.local_expr(params, span)];
        Expr { ty: common::OBJECT, span, kind: runtime("__cyrus_generic_bases", args) }
    }

    /// A tuple that describes type parameters to the support code.
    pub(super) fn type_params(&mut self, type_params: &'a [TypeParam], span: Span) -> Expr {
        let params = type_params.iter().map(|p| self.type_param(p)).collect();
        Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(params) }
    }

    /// `(name, stars, bound, number of constraints or None, default, stars of the default)`, without which there is None.
    fn type_param(&mut self, param: &'a TypeParam) -> Expr {
        let span = param.name.span;
        let stars = match param.kind {
            TypeParamKind::TypeVar => "",
            TypeParamKind::TypeVarTuple => "*",
            TypeParamKind::ParamSpec => "**",
        };
        let constraints = match param.bound.as_ref().map(|b| &b.kind) {
            Some(Ast::Lambda(lambda)) => match &lambda.body.kind {
                Ast::Tuple(items) => Some(items.len()),
                _ => None,
            },
            _ => None,
        };
        let (default, default_stars) = match &param.default {
            Some(ast::Expr { kind: Ast::Starred(inner), .. }) => (Some(&**inner), "*"),
            other => (other.as_ref(), ""),
        };
        let mut items = vec![self.text_expr(&param.name.name, span), self.text_expr(stars, span)];
        items.push(self.function_or_none(param.bound.as_ref(), span));
        items.push(match constraints {
            Some(count) => {
                let count = self.int_expr(count as i128, span);
                self.coerce(count, common::OBJECT)
            }
            None => self.none_expr(span),
        });
        items.push(self.function_or_none(default, span));
        items.push(self.text_expr(default_stars, span));
        Expr { ty: common::OBJECT, span, kind: ExprKind::Tuple(items) }
    }

    fn function_or_none(&mut self, function: Option<&'a ast::Expr>, span: Span) -> Expr {
        match function {
            Some(function) => self.expr_as(function, common::OBJECT),
            None => self.none_expr(span),
        }
    }
}

fn runtime(name: &'static str, args: Vec<Expr>) -> ExprKind {
    ExprKind::Runtime { name: name.into(), args }
}
