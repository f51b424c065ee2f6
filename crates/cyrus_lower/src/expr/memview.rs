//! Memoryviews and buffers.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir::Expr;

impl FnBuilder<'_, '_> {
    pub(crate) fn memview_expr(&mut self, expr: &Expr) -> Value {
        self.unsupported(expr.span, "typed memoryviews and buffers")
    }
}
