//! `try`: handlers, `else`, `finally`.
//!
//! A `finally` block is lowered twice: once for exceptions (where the exception is being handled while it
//! runs), once for everything else (falling through, `return`, `break`, `continue`), told apart afterwards
//! by a state variable.

use crate::builder::{FnBuilder, Slot};
use crate::cleanup::{Cleanup, FinallyScope, Jump};
use crate::expr::look;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, common};
use hir::{Block, Expr, ExprKind, Handler, Stmt, TargetKind, Try};
use mir::{BlockId, CTy, Const, GilOp, LocalKind, MLocal, Operand, Place, StmtKind};

impl FnBuilder<'_, '_> {
    pub(crate) fn try_stmt(&mut self, tried: &Try) {
        let Some(finally) = &tried.finally else {
            self.try_except(tried);
            return;
        };
        let scope = self.enter_finally();
        self.try_except(tried);
        self.leave_finally(scope, |b| b.block_stmts(finally), |b| b.finally_after_error(finally));
    }

    /// Opens a region whose exits all go through one place.
    pub(crate) fn enter_finally(&mut self) -> usize {
        let landing = self.cold_block();
        let normal = self.block();
        let state = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
        self.cleanup.push(Cleanup::Finally(FinallyScope { landing, normal, state, jumps: Vec::new() }));
        self.cleanup.len() - 1
    }

    /// Closes it: `normal` is the code for all exits but exceptions; `error` runs with the exception raised
    /// and must leave the block or fall through (the exception was swallowed).
    pub(crate) fn leave_finally(
        &mut self,
        at: usize,
        normal: impl FnOnce(&mut Self),
        error: impl FnOnce(&mut Self),
    ) {
        self.cleanup.truncate(at + 1);
        let Some(Cleanup::Finally(scope)) = self.cleanup.pop() else { return };
        let after = self.block();
        let falls = self.is_live();
        if falls && !scope.jumps.is_empty() {
            self.set(scope.state, Operand::Const(Const::Int(0, common::INT)));
        }
        self.goto(scope.normal);
        if falls || !scope.jumps.is_empty() {
            self.enter(scope.normal);
            let returns = scope.jumps.contains(&Jump::Return);
            if returns {
                let ret = self.ret_local();
                if self.cx.counting(&self.body.ret.clone()) != Counting::None {
                    self.zeroed(ret);
                }
                self.cleanup.push(Cleanup::PendingReturn);
            }
            normal(self);
            if returns {
                self.cleanup.pop();
            }
            self.after_finally(scope.state, &scope.jumps, after, falls);
        }
        self.enter(scope.landing);
        let was_cold = std::mem::replace(&mut self.cold, true);
        error(self);
        self.cold = was_cold;
        self.goto(after);
        self.enter(after);
    }

    /// A `finally` block reached by an exception.
    fn finally_after_error(&mut self, finally: &[Stmt]) {
        let line = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
        self.emit(StmtKind::SaveLine(line));
        if !self.gil {
            self.finally_after_error_nogil(finally, line);
            return;
        }
        let (exc, saved) = self.enter_handler();
        self.block_stmts(finally);
        self.reraise_handled(exc, saved, Some(line));
    }

    /// The same in code without the GIL: the exception is only put aside.
    fn finally_after_error_nogil(&mut self, finally: &[Stmt], line: MLocal) {
        let state = self.text_temp("PyGILState_STATE");
        let exc = self.local(None, CTy::Ty(common::OBJECT), LocalKind::Temp);
        self.emit(StmtKind::Gil(GilOp::Ensure, state));
        self.call_plain("__cyrus_err_fetch", Vec::new(), Some(exc));
        self.emit(StmtKind::Gil(GilOp::Unensure, state));
        self.cleanup.push(Cleanup::DropWithGil { exc, state });
        self.block_stmts(finally);
        self.cleanup.pop();
        self.emit(StmtKind::Gil(GilOp::Ensure, state));
        self.call_plain("__cyrus_err_restore", vec![Operand::local(exc)], None);
        self.emit(StmtKind::Gil(GilOp::Unensure, state));
        self.emit(StmtKind::RestoreLine(line));
        let unwind = self.unwind_block();
        self.goto(unwind);
    }

    /// The raised exception becomes the handled one. Two obligations are pushed: to handle the previous one
    /// again, and the reference to the exception.
    pub(crate) fn enter_handler(&mut self) -> (Value, MLocal) {
        let saved = self.local(None, CTy::Ty(common::OBJECT), LocalKind::Temp);
        let pointer = self.address_of(Place::local(saved), "PyObject **");
        let exc = self.local(None, CTy::Ty(common::OBJECT), LocalKind::Temp);
        self.call_plain("__cyrus_exc_enter", vec![pointer], Some(exc));
        self.cleanup.push(Cleanup::LeaveHandler { saved });
        self.push_owned(exc, Counting::Python);
        let exc = Value {
            own: crate::value::Own::Temp(exc),
            ..Value::borrowed(Operand::local(exc), common::OBJECT)
        };
        (exc, saved)
    }

    /// Ends a handler by raising its exception again.
    pub(crate) fn reraise_handled(&mut self, exc: Value, saved: MLocal, line: Option<MLocal>) {
        let exc = self.take(exc);
        if matches!(self.cleanup.last(), Some(Cleanup::LeaveHandler { saved: s }) if *s == saved) {
            self.settle_top();
        }
        self.call_plain("__cyrus_err_restore", vec![exc], None);
        if let Some(line) = line {
            self.emit(StmtKind::RestoreLine(line));
        }
        if self.is_live() {
            let unwind = self.unwind_block();
            self.goto(unwind);
        }
    }

    fn try_except(&mut self, tried: &Try) {
        if tried.handlers.is_empty() {
            self.block_stmts(&tried.body);
            self.block_stmts(&tried.orelse);
            return;
        }
        let landing = self.cold_block();
        let after = self.block();
        self.cleanup.push(Cleanup::Handler(landing));
        self.block_stmts(&tried.body);
        self.cleanup.pop();
        self.block_stmts(&tried.orelse);
        self.goto(after);
        self.enter(landing);
        let was_cold = std::mem::replace(&mut self.cold, true);
        for handler in &tried.handlers {
            self.at(handler.span, |b| b.handler(handler, after));
        }
        // No handler matched: the exception goes on.
        if self.is_live() {
            let unwind = self.unwind_block();
            self.goto(unwind);
        }
        self.cold = was_cold;
        self.enter(after);
    }

    /// One `except` clause; control goes on in the current block when it does not match.
    fn handler(&mut self, handler: &Handler, after: BlockId) {
        if !self.is_live() {
            return;
        }
        if !self.gil {
            self.handler_nogil(handler, after);
            return;
        }
        let next = match &handler.matches {
            None => None,
            Some(pattern) => {
                let matches = self.exception_matches(pattern);
                let (caught, next) = (self.block(), self.block());
                self.branch(matches.op, caught, next);
                self.enter(caught);
                Some(next)
            }
        };
        if handler.target.is_none() && is_silent(&handler.body) {
            self.call_plain("PyErr_Clear", Vec::new(), None);
            self.block_stmts(&handler.body);
        } else {
            self.handler_body(handler);
        }
        self.goto(after);
        if let Some(next) = next {
            self.enter(next);
        }
    }

    fn handler_body(&mut self, handler: &Handler) {
        self.emit(StmtKind::Traceback { nogil: false });
        let height = self.cleanup.len();
        let (exc, _) = self.enter_handler();
        match &handler.target {
            None => self.drop_value(exc),
            Some(target) => {
                self.assign_target(target, exc);
                if handler.delete_target {
                    let unbind = match &target.kind {
                        TargetKind::Local(local) => {
                            let place = self.local_place(*local);
                            Some(Cleanup::Unbind(place, Counting::Python))
                        }
                        TargetKind::Outer { depth, local } => self
                            .outer_place(*depth, *local)
                            .map(|(_, place)| Cleanup::Unbind(place, Counting::Python)),
                        TargetKind::Global(name) => Some(Cleanup::UnbindGlobal(name.clone())),
                        TargetKind::ClassName { namespace, name, .. } => {
                            let namespace = self.local_place(*namespace).as_local();
                            namespace
                                .map(|namespace| Cleanup::UnbindClassName { namespace, name: name.clone() })
                        }
                        _ => None,
                    };
                    self.cleanup.extend(unbind);
                }
            }
        }
        self.caught.push(None);
        self.block_stmts(&handler.body);
        self.caught.pop();
        self.settle_above(height);
    }

    /// An `except` clause of code without the GIL, which is taken to look at the exception. It is put aside while the body
    /// runs, and no exception that is being handled: the body may wait, and go on in another thread.
    fn handler_nogil(&mut self, handler: &Handler, after: BlockId) {
        let next = handler.matches.as_ref().map(|pattern| {
            let matches = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
            self.with_gil_held(|b| {
                let found = b.exception_matches(pattern);
                b.set(matches, found.op);
            });
            let (caught, next) = (self.block(), self.block());
            self.branch(Operand::local(matches), caught, next);
            self.enter(caught);
            next
        });
        let height = self.cleanup.len();
        let exc = self.local(None, CTy::Ty(common::OBJECT), LocalKind::Temp);
        self.with_gil_held(|b| {
            b.emit(StmtKind::Traceback { nogil: false });
            b.call_plain("__cyrus_err_fetch", Vec::new(), Some(exc));
        });
        let state = self.text_temp("PyGILState_STATE");
        self.cleanup.push(Cleanup::DropWithGil { exc, state });
        if let Some(TargetKind::Local(local)) = handler.target.as_ref().map(|t| &t.kind) {
            self.slots[*local] = Some(Slot::Bound(Value::borrowed(Operand::local(exc), common::OBJECT)));
        }
        self.caught.push(Some(exc));
        self.block_stmts(&handler.body);
        self.caught.pop();
        self.settle_above(height);
        self.goto(after);
        if let Some(next) = next {
            self.enter(next);
        }
    }

    /// `raise` in a handler of code without the GIL: its exception again.
    pub(super) fn raise_caught(&mut self, exc: MLocal) {
        let value = Operand::local(exc);
        self.emit(StmtKind::Incref { value: value.clone(), kind: Counting::Python, nullable: false });
        self.call_plain("__cyrus_err_restore", vec![value], None);
        let unwind = self.unwind_block();
        self.goto(unwind);
    }

    /// Whether the raised exception matches; it stays raised.
    fn exception_matches(&mut self, pattern: &Expr) -> Value {
        if let Some(classes) = constant_classes(pattern) {
            match classes.as_slice() {
                [one] => {
                    let one = self.expr(one);
                    return self.call_rt("__cyrus_err_matches", vec![one]);
                }
                [one, two] => {
                    let (one, two) = (self.expr(one), self.expr(two));
                    return self.call_rt("__cyrus_err_matches2", vec![one, two]);
                }
                _ => {}
            }
        }
        // Evaluating the pattern runs code: the exception is put aside meanwhile.
        let exc = self.local(None, CTy::Ty(common::OBJECT), LocalKind::Temp);
        self.call_plain("__cyrus_err_fetch", Vec::new(), Some(exc));
        self.push_owned(exc, Counting::Python);
        let exc = Value {
            own: crate::value::Own::Temp(exc),
            ..Value::borrowed(Operand::local(exc), common::OBJECT)
        };
        let pattern = self.expr(pattern);
        let test = self.call_rt("PyErr_GivenExceptionMatches", vec![look(&exc), pattern]);
        let exc = self.take(exc);
        self.call_plain("__cyrus_err_restore", vec![exc], None);
        test
    }
}

/// The classes of a pattern whose evaluation runs no code.
fn constant_classes(pattern: &Expr) -> Option<Vec<&Expr>> {
    match &pattern.kind {
        ExprKind::TypeObject(_) => Some(vec![pattern]),
        ExprKind::Builtin(name)
            if matches!(cyrus_types::Builtin::from_name(name), Some(cyrus_types::Builtin::Exception(_))) =>
        {
            Some(vec![pattern])
        }
        ExprKind::Tuple(items) => {
            let mut all = Vec::new();
            for item in items {
                all.extend(constant_classes(item)?);
            }
            (all.len() <= 2 && !all.is_empty()).then_some(all)
        }
        ExprKind::Coerce { kind: hir::Coercion::Reinterpret, value } => constant_classes(value),
        _ => None,
    }
}

/// A handler body that cannot look at the exception or raise: the exception is simply cleared.
fn is_silent(body: &Block) -> bool {
    body.iter().all(|stmt| match &stmt.kind {
        hir::StmtKind::Break | hir::StmtKind::Continue => true,
        hir::StmtKind::Return(value) => value.as_ref().is_none_or(is_silent_value),
        hir::StmtKind::Assign { target, value } => {
            matches!(target.kind, TargetKind::Local(_)) && is_silent_value(value)
        }
        hir::StmtKind::Block(inner) => is_silent(inner),
        hir::StmtKind::Expr(value) => is_silent_value(value),
        _ => false,
    })
}

fn is_silent_value(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Coerce { kind: hir::Coercion::ToObject, value } => {
            matches!(value.kind, ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Float(_))
        }
        kind => kind.is_constant(),
    }
}
