//! `with` over a Python context manager.

use crate::builder::FnBuilder;
use crate::expr::look;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::common;
use hir::With;
use mir::{Const, StmtKind};

impl FnBuilder<'_, '_> {
    pub(crate) fn with_stmt(&mut self, with: &With) {
        if with.is_async {
            let _ = self.unsupported(self.span, "'async with'");
            return;
        }
        let manager = self.expr(&with.manager);
        let manager = self.own(manager);
        let name = self.name_value("__exit__");
        let exit = self.call_rt("__cyrus_lookup_special", vec![look(&manager), name]);
        let name = self.name_value("__enter__");
        let enter = self.call_rt("__cyrus_lookup_special", vec![look(&manager), name]);
        let value = self.call_object(enter, Vec::new());
        self.drop_value(manager);
        let scope = self.enter_finally();
        // Errors of the assignment must find the value's obligation above the region's mark.
        self.raise_to_top(&value);
        match &with.target {
            Some(target) => self.assign_converted(target, value, common::OBJECT),
            None => self.drop_value(value),
        }
        self.block_stmts(&with.body);
        let span = self.span;
        let (for_normal, for_error) = (look(&exit), look(&exit));
        self.leave_finally(
            scope,
            |b| {
                b.at(span, |b| {
                    let none = || Value::constant(Const::None);
                    let result = b.call_object(for_normal, vec![none(), none(), none()]);
                    b.drop_value(result);
                });
            },
            |b| b.exit_after_error(for_error),
        );
        self.drop_value(exit);
    }

    /// The body raised: `__exit__` may swallow the exception.
    fn exit_after_error(&mut self, exit: Value) {
        self.emit(StmtKind::Traceback { nogil: false });
        let (exc, saved) = self.enter_handler();
        let swallowed = self.call_rt("__cyrus_with_exit", vec![exit, look(&exc)]);
        let (quiet, again) = (self.block(), self.block());
        self.branch(swallowed.op, quiet, again);
        let stack = self.cleanup.clone();
        self.enter(again);
        self.reraise_handled(exc.clone(), saved, None);
        self.cleanup = stack;
        self.enter(quiet);
        self.drop_value(exc);
        self.settle_top();
    }
}
