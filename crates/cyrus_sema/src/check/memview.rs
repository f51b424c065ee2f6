//! Typed memoryviews: attributes, items, slices.

use super::Checker;
use cyrus_hir::Expr;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;

impl<'a> Checker<'_, 'a> {
    pub fn memview_attribute(&mut self, _view: Expr, _name: &Name, span: Span) -> Expr {
        self.cx.unsupported(span, "an attribute of a typed memoryview");
        self.error_expr(span)
    }

    pub fn memview_subscript(&mut self, _view: Expr, _index: &'a ast::Expr, span: Span) -> Expr {
        self.cx.unsupported(span, "a subscript of a typed memoryview");
        self.error_expr(span)
    }
}
