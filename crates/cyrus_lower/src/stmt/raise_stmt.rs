//! `raise`.

use crate::builder::FnBuilder;
use crate::cleanup::Cleanup;
use cyrus_hir::{Coercion, Expr, ExprKind};
use cyrus_mir::{GilOp, StmtKind};
use cyrus_types::Builtin;

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
                if let Some((class, value)) = new_builtin(exc) {
                    let operands = b.operands(vec![class, value]);
                    return b.call_raise("__cyrus_raise_new", operands);
                }
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

/// The class and the argument, where a new object of a builtin exception class is raised: the most common case.
fn new_builtin(exc: &Expr) -> Option<(&Expr, &Expr)> {
    let ExprKind::PyCall { func, args, keywords } = &plain(exc).kind else { return None };
    let class = plain(func);
    let ([argument], true, ExprKind::Builtin(name)) = (args.as_slice(), keywords.is_empty(), &class.kind)
    else {
        return None;
    };
    matches!(Builtin::from_name(name), Some(Builtin::Exception(_))).then_some((class, argument))
}

/// An object by whatever type it is seen.
fn plain(object: &Expr) -> &Expr {
    match &object.kind {
        ExprKind::Coerce { kind: Coercion::Reinterpret, value } => plain(value),
        _ => object,
    }
}
