//! Counters of loops over ranges: where they begin, when they end, what they go on by.
//!
//! Tests: `tests/lang/statements/for_loops.md`, `tests/lang/libcyrus/enumerate_and_zip.md`.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir::Expr;
use cyrus_mir::{CBinOp, CTy, Const, LocalKind, MLocal, Operand, Place, Rvalue};
use cyrus_types::{Ty, TyId, common};

/// The fixed facts of a range loop.
pub(super) struct Range {
    pub(super) ty: TyId,
    pub(super) ascending: Option<bool>,
    pub(super) inclusive: bool,
    pub(super) from_loop: bool,
}

/// A counter on its way.
pub(super) struct Counter {
    pub(super) local: MLocal,
    pub(super) ty: TyId,
    upper: Operand,
    step: Operand,
    up: Direction,
    inclusive: bool,
    /// It goes on before its value is used.
    pub(super) ahead: bool,
}

enum Direction {
    Up,
    Down,
    /// Up where this is true.
    Asked(Operand),
}

impl FnBuilder<'_, '_> {
    /// A counter at its first value; a step of 0 raises ValueError.
    pub(super) fn open_counter(&mut self, range: &Range, parts: [&Expr; 3]) -> Counter {
        let ty = range.ty;
        let mark = self.cpp_temps.len();
        let mut values =
            self.operands(parts).into_iter().map(|v| self.fixed(v)).collect::<Vec<_>>().into_iter();
        self.end_cpp_temps(mark);
        let mut next = || values.next().unwrap_or_else(|| Value::int(0, ty));
        let (lower, mut upper, step) = (next(), next(), next());
        let local = self.local(None, CTy::Ty(ty), LocalKind::Temp);
        // Going down to 0, an unsigned counter never gets below its bound: such a loop runs one step ahead of
        // the values it gives, so that the comparison sees no wrapped ones.
        let ahead = range.ascending == Some(false) && self.is_unsigned(ty);
        if ahead {
            let sub = |op: Operand| Rvalue::Binary(CBinOp::Sub, op, step.op.clone());
            let first = self.compute(ty, sub(lower.op));
            upper = self.compute(ty, sub(upper.op));
            self.set(local, first.op);
        } else {
            self.set(local, lower.op);
        }
        let up = match range.ascending {
            Some(true) => Direction::Up,
            Some(false) => Direction::Down,
            None => {
                let zero = Operand::Const(Const::Int(0, ty));
                let none =
                    self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, step.op.clone(), zero.clone()));
                self.when_unlikely(none.op, |b| {
                    b.with_gil_held(|b| {
                        let error = Value::constant(Const::Object("PyExc_ValueError".into()));
                        let message = Value::cstr("range() arg 3 must not be zero");
                        b.call_raise("PyErr_SetString", vec![error, message]);
                    });
                });
                let up = self.compute(common::BINT, Rvalue::Binary(CBinOp::Gt, step.op.clone(), zero));
                Direction::Asked(up.op)
            }
        };
        Counter { local, ty, upper: upper.op, step: step.op, up, inclusive: range.inclusive, ahead }
    }

    /// Whether the range has a value for one more turn.
    pub(super) fn counts_on(&mut self, counter: &Counter) -> Operand {
        let (less, greater) =
            if counter.inclusive { (CBinOp::Le, CBinOp::Ge) } else { (CBinOp::Lt, CBinOp::Gt) };
        let mut compare = |op| {
            let (left, right) = (Operand::local(counter.local), counter.upper.clone());
            self.compute(common::BINT, Rvalue::Binary(op, left, right)).op
        };
        match &counter.up {
            Direction::Up => compare(less),
            Direction::Down => compare(greater),
            Direction::Asked(up) => {
                let (ascending, descending) = (compare(less), compare(greater));
                self.compute(common::BINT, Rvalue::Select(up.clone(), ascending, descending)).op
            }
        }
    }

    pub(super) fn count(&mut self, counter: &Counter) {
        let advance = Rvalue::Binary(CBinOp::Add, Operand::local(counter.local), counter.step.clone());
        self.assign(Place::local(counter.local), advance);
    }

    /// Whether a C integer type has no sign.
    fn is_unsigned(&self, ty: TyId) -> bool {
        match self.kind(ty) {
            Ty::Int(int) => !int.is_signed(),
            _ => false,
        }
    }
}
