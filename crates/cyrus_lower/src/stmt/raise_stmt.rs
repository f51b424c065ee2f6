//! `raise`.

use crate::builder::FnBuilder;
use crate::cleanup::Cleanup;
use cyrus_hir::Expr;
use cyrus_mir::{GilOp, StmtKind};

impl FnBuilder<'_, '_> {
    pub(crate) fn raise_stmt(
        &mut self,
        exc: Option<&Expr>,
        value: Option<&Expr>,
        traceback: Option<&Expr>,
        cause: Option<&Expr>,
    ) {
        self.with_gil_held(|b| match exc {
            None => match b.caught.last() {
                Some(&Some(exc)) => b.raise_caught(exc),
                _ => b.call_raise("__cyrus_reraise", Vec::new()),
            },
            Some(exc) if value.is_none() && traceback.is_none() && cause.is_none() => {
                let exc = b.expr(exc);
                b.call_raise("__cyrus_raise1", vec![exc]);
            }
            Some(exc) => {
                let parts: Vec<&Expr> = [Some(exc), value, traceback, cause].into_iter().flatten().collect();
                let mut parts = b.operands(parts).into_iter();
                let mut next = |given: bool| match given {
                    true => parts.next().unwrap_or_else(crate::value::Value::null),
                    false => crate::value::Value::null(),
                };
                let args =
                    vec![next(true), next(value.is_some()), next(traceback.is_some()), next(cause.is_some())];
                b.call_raise("__cyrus_raise", args);
            }
        });
    }

    /// Runs code with the GIL, taking it for the duration where it is not held.
    pub(crate) fn with_gil_held(&mut self, code: impl FnOnce(&mut Self)) {
        if self.gil {
            code(self);
            return;
        }
        let state = self.text_temp("PyGILState_STATE");
        self.emit(StmtKind::Gil(GilOp::Ensure, state));
        self.gil = true;
        let height = self.cleanup.len();
        self.cleanup.push(Cleanup::Gil { op: GilOp::Unensure, state, held: false });
        code(self);
        self.settle_above(height);
        self.gil = false;
    }
}
