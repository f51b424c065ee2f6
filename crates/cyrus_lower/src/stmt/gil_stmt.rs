//! `with nogil` and `with gil`.

use crate::builder::FnBuilder;
use crate::cleanup::Cleanup;
use cyrus_hir::Stmt;
use cyrus_mir::{GilOp, StmtKind};

impl FnBuilder<'_, '_> {
    pub(crate) fn gil_stmt(&mut self, acquire: bool, body: &[Stmt]) {
        if acquire {
            self.with_gil_held(|b| b.block_stmts(body));
            return;
        }
        if !self.gil {
            self.block_stmts(body);
            return;
        }
        let state = self.text_temp("PyThreadState *");
        self.emit(StmtKind::Gil(GilOp::Release, state));
        self.gil = false;
        self.cleanup.push(Cleanup::Gil { op: GilOp::Reacquire, state, held: true });
        self.block_stmts(body);
        self.settle_top();
        self.gil = true;
    }
}
