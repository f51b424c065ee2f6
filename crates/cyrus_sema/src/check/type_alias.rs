//! `type X[T: bound = default] = value` (PEP 695, PEP 696).
//!
//! The alias gets functions for the value, the bounds and the defaults, and calls them when they are asked for.

use super::Checker;
use cyrus_hir::{self as hir, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind as Ast, TypeParam, TypeParamKind};
use cyrus_types::common;

impl<'a> Checker<'_, 'a> {
    pub(super) fn type_alias(
        &mut self,
        name: &'a ast::Ident,
        type_params: &'a [TypeParam],
        value: &'a ast::Expr,
        span: Span,
        out: &mut hir::Block,
    ) {
        let params = type_params.iter().map(|p| self.type_param(p)).collect();
        let params = Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(params) };
        let args = vec![self.text_expr(&name.name, name.span), params, self.expr_as(value, common::OBJECT)];
        let kind = ExprKind::Runtime { name: "__cyrus_type_alias".into(), args };
        let alias = Expr { ty: common::OBJECT, span, kind };
        let target = self.name_target(&name.name, name.span);
        self.assign_to(target, alias, span, out);
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
