//! `type X[T: bound = default] = value` (PEP 695, PEP 696).
//!
//! The alias gets functions for the value, the bounds and the defaults, and calls them when they are asked for.

use super::Checker;
use cyrus_hir::{self as hir, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, TypeParam};
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
        let params = self.type_params(type_params, span);
        let args = vec![self.text_expr(&name.name, name.span), params, self.expr_as(value, common::OBJECT)];
        let kind = ExprKind::Runtime { name: "__cyrus_type_alias".into(), args };
        let alias = Expr { ty: common::OBJECT, span, kind };
        let target = self.name_target(&name.name, name.span);
        self.assign_to(target, alias, span, out);
    }
}
