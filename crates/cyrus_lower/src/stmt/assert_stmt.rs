//! `assert`.

use crate::builder::FnBuilder;
use cyrus_hir::Expr;

impl FnBuilder<'_, '_> {
    pub(crate) fn assert_stmt(&mut self, test: &Expr, message: Option<&Expr>) {
        let (enabled, failed, after) = (self.block(), self.cold_block(), self.block());
        let on = self.call_rt("__cyrus_assertions_enabled", Vec::new());
        self.branch(on.op, enabled, after);
        self.enter(enabled);
        self.cond(test, after, failed);
        self.enter(failed);
        let was_cold = std::mem::replace(&mut self.cold, true);
        self.with_gil_held(|b| {
            let message = b.opt_expr(message);
            b.call_raise("__cyrus_raise_assertion", vec![message]);
        });
        self.cold = was_cold;
        self.enter(after);
    }
}
