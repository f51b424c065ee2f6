//! Cypclass operations.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir::Expr;

impl FnBuilder<'_, '_> {
    pub(crate) fn cyp_expr(&mut self, expr: &Expr) -> Value {
        self.unsupported(expr.span, "this operation on a cypclass")
    }
}
