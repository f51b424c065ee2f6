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
        let (enter, exit) =
            if with.is_async { ("__aenter__", "__aexit__") } else { ("__enter__", "__exit__") };
        let manager = match &with.enter {
            Some((local, _)) => self.bind_let(*local, &with.manager),
            None => {
                let manager = self.expr(&with.manager);
                self.own(manager)
            }
        };
        let name = self.name_value(exit);
        let exit = self.call_rt("__cyrus_lookup_special", vec![look(&manager), name]);
        let mut value = match &with.enter {
            Some((_, call)) => {
                let value = self.expr(call);
                self.own(value)
            }
            None => {
                let name = self.name_value(enter);
                let enter = self.call_rt("__cyrus_lookup_special", vec![look(&manager), name]);
                self.call_object(enter, Vec::new())
            }
        };
        if with.is_async {
            value = self.delegate("__cyrus_await", value);
        }
        self.drop_value(manager);
        let scope = self.enter_finally();
        // Errors of the assignment must find the value's obligation above the region's mark.
        self.raise_to_top(&value);
        match &with.target {
            Some(target) => {
                let from = with.enter.as_ref().map_or(common::OBJECT, |(_, call)| call.ty);
                self.assign_converted(target, value, from);
            }
            None => self.drop_value(value),
        }
        self.block_stmts(&with.body);
        let (span, is_async) = (self.span, with.is_async);
        let (for_normal, for_error) = (look(&exit), look(&exit));
        self.leave_finally(
            scope,
            |b| {
                b.at(span, |b| {
                    let none = || Value::constant(Const::None);
                    let mut result = b.call_object(for_normal, vec![none(), none(), none()]);
                    if is_async {
                        result = b.delegate("__cyrus_await", result);
                    }
                    b.drop_value(result);
                });
            },
            |b| b.exit_after_error(for_error, is_async),
        );
        self.drop_value(exit);
    }

    /// The body raised: `__exit__` may swallow the exception.
    fn exit_after_error(&mut self, exit: Value, is_async: bool) {
        self.emit(StmtKind::Traceback { nogil: false });
        let (exc, saved) = self.enter_handler();
        let swallowed = if is_async {
            let result = self.call_rt("__cyrus_exit_call", vec![exit, look(&exc)]);
            let result = self.delegate("__cyrus_await", result);
            self.object_truth(result)
        } else {
            self.call_rt("__cyrus_with_exit", vec![exit, look(&exc)])
        };
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
