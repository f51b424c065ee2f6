//! `for a, b in zip(x, y)`: several ways through containers, one element of each at a turn.
//!
//! Every part is looked at before anything is assigned: the loop ends when one of them has no more, and its targets then
//! keep what the last turn gave them. An iterator with `__next__` gives its element when it is asked for, so that its target is
//! a variable of the loop's own. `enumerate` is a range beside a container.
//!
//! Tests: `tests/lang/libcyrus/enumerate_and_zip.md`.

use super::for_loop::Shape;
use crate::builder::{FnBuilder, Slot};
use crate::cleanup::Cleanup;
use crate::value::{Own, Value};
use cyrus_hir::{self as hir, Expr, ForIter, Stmt, Target};
use cyrus_mir::{
    CBinOp, CTy, Callee, Const, ErrorCheck, LocalKind, MLocal, Operand, Place, Proj, Rvalue, StmtKind,
};
use cyrus_types::{TyId, common};

/// One part, and where it stands.
enum Step<'h> {
    /// Counts while it is less (or, down, greater) than a bound.
    Counter {
        target: &'h Target,
        ty: TyId,
        counter: MLocal,
        upper: Operand,
        step: Operand,
        compare: CBinOp,
    },
    /// `len` elements from a pointer.
    Elements {
        target: &'h Target,
        elem: TyId,
        pointer: Value,
        len: Operand,
        index: MLocal,
    },
    View {
        target: &'h Target,
        ty: TyId,
        view: Place,
        index: MLocal,
    },
    Cpp {
        target: Option<&'h Target>,
        position: MLocal,
        last: MLocal,
        end: &'h Expr,
        end_local: hir::LocalId,
        item: &'h Expr,
    },
    Cyp {
        target: &'h Target,
        next: &'h Expr,
        item_local: hir::LocalId,
        item: &'h Expr,
    },
}

impl FnBuilder<'_, '_> {
    pub(super) fn for_zip(&mut self, parts: &[ForIter], body: &[Stmt], orelse: &[Stmt]) {
        let below = self.cleanup.len();
        let mut steps = Vec::new();
        parts.iter().for_each(|part| self.zip_open(part, &mut steps));
        let held = self.cleanup.len() - below;
        let shape = self.shape();
        let next = self.block();
        self.fall_into(shape.head);
        for step in &steps {
            self.zip_test(step, &shape);
        }
        self.fall_into(shape.body);
        for step in &steps {
            self.zip_assign(step);
        }
        self.loop_body(&shape, next, body);
        self.enter(next);
        for step in &steps {
            self.zip_advance(step);
        }
        self.goto(shape.head);
        self.loop_end(&shape, held, orelse);
    }

    /// What happens before the first turn. What a part holds goes on the cleanup stack.
    fn zip_open<'h>(&mut self, part: &'h ForIter, steps: &mut Vec<Step<'h>>) {
        let step = match part {
            ForIter::Zip(parts) => {
                parts.iter().for_each(|part| self.zip_open(part, steps));
                return;
            }
            ForIter::Range { target, ty, lower, upper, step, ascending, inclusive, .. } => {
                let values: Vec<Operand> =
                    self.operands([lower, upper, step]).into_iter().map(|v| self.fixed(v).op).collect();
                let counter = self.local(None, CTy::Ty(*ty), LocalKind::Temp);
                let mut values = values.into_iter();
                let mut value = || values.next().unwrap_or(Operand::Const(Const::Int(0, *ty)));
                let (lower, upper, step) = (value(), value(), value());
                self.set(counter, lower);
                let compare = match (ascending, inclusive) {
                    (Some(false), false) => CBinOp::Gt,
                    (Some(false), true) => CBinOp::Ge,
                    (_, false) => CBinOp::Lt,
                    (_, true) => CBinOp::Le,
                };
                Step::Counter { target, ty: *ty, counter, upper, step, compare }
            }
            ForIter::CArray { target, pointer, len } => {
                let elem = self.types().pointee(pointer.ty).unwrap_or(target.ty);
                let (pointer, len) = self.operand_pair(pointer, len);
                let pointer = self.fixed(pointer);
                let len = self.fixed(len).op;
                Step::Elements { target, elem, pointer, len, index: self.zip_index() }
            }
            ForIter::MemView { target, view } => {
                let ty = view.ty;
                let view = self.expr(view);
                let view = self.own(view);
                let view = self.materialize(&view);
                Step::View { target, ty, view, index: self.zip_index() }
            }
            ForIter::CppRange {
                target,
                container,
                value,
                begin,
                end,
                iterator,
                item,
                iter_local,
                end_local,
            } => {
                let (position, last) =
                    self.cpp_positions(*container, value, begin, end, *iterator, *iter_local);
                Step::Cpp { target: target.as_ref(), position, last, end, end_local: *end_local, item }
            }
            ForIter::CypIter { target, iterator, source, next, item_local, item } => {
                let source = self.owned_expr(source);
                self.slots[*iterator] = Some(Slot::Bound(Value { own: Own::Borrowed, ..source }));
                Step::Cyp { target, next, item_local: *item_local, item }
            }
            ForIter::Iterator { source, .. }
            | ForIter::Dict { dict: source, .. }
            | ForIter::Set { set: source, .. }
            | ForIter::Chars { string: source, .. } => {
                let _ = self.unsupported(source.span, "a loop over this beside others");
                return;
            }
        };
        steps.push(step);
    }

    fn zip_index(&mut self) -> MLocal {
        let index = self.local(None, CTy::Ty(common::SSIZE_T), LocalKind::Temp);
        self.set(index, Operand::Const(Const::Int(0, common::SSIZE_T)));
        index
    }

    /// Goes on where the part has an element, and to the end of the loop where it has none.
    fn zip_test(&mut self, step: &Step, shape: &Shape) {
        let compared =
            |b: &mut Self, op, left, right| b.compute(common::BINT, Rvalue::Binary(op, left, right)).op;
        let test = match step {
            Step::Counter { counter, upper, compare, .. } => {
                compared(self, *compare, Operand::local(*counter), upper.clone())
            }
            Step::Elements { len, index, .. } => {
                compared(self, CBinOp::Lt, Operand::local(*index), len.clone())
            }
            Step::View { view, index, .. } => {
                let first = Operand::Const(Const::Int(0, common::SSIZE_T));
                let extent = view.clone().then(Proj::Field("shape".into())).then(Proj::Index(first));
                compared(self, CBinOp::Lt, Operand::local(*index), Operand::Copy(extent))
            }
            Step::Cpp { position, last, end, end_local, .. } => {
                self.cpp_into(Place::local(*last), end);
                let bound = Value::plain(Operand::local(*last), end.ty);
                self.slots[*end_local] = Some(Slot::Bound(bound));
                compared(self, CBinOp::Ne, Operand::local(*position), Operand::local(*last))
            }
            Step::Cyp { target, next, item_local, item } => {
                self.zip_next(target, next, *item_local, item, shape);
                return;
            }
        };
        let more = self.block();
        self.branch(test, more, shape.done);
        self.enter(more);
    }

    /// Asks an iterator, and assigns what it gives.
    fn zip_next(
        &mut self,
        target: &Target,
        next: &Expr,
        item_local: hir::LocalId,
        item: &Expr,
        shape: &Shape,
    ) {
        let landing = self.cold_block();
        let at = self.cleanup.len();
        self.cleanup.push(Cleanup::Handler(landing));
        let value = self.owned_expr(next);
        self.cleanup.remove(at);
        let more = self.block();
        if self.types().is_cyp(next.ty) {
            let null = Operand::Const(Const::Null);
            let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, value.op.clone(), null));
            self.branch(test.op, more, shape.done);
        } else {
            self.goto(more);
        }
        self.enter(more);
        let bound = Value {
            own: if matches!(value.own, Own::Temp(_)) { Own::Borrowed } else { value.own },
            ..value.clone()
        };
        self.slots[item_local] = Some(Slot::Bound(bound));
        let item = self.lazy(item);
        self.assign_target(target, item);
        self.drop_value(value);
        let after = self.block();
        self.goto(after);
        self.enter(landing);
        let stopped = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
        self.call_plain("__cyrus_cyp_stopped", Vec::new(), Some(stopped));
        let raised = self.cold_block();
        self.branch(Operand::local(stopped), shape.done, raised);
        self.enter(raised);
        let unwind = self.unwind_block();
        self.goto(unwind);
        self.enter(after);
    }

    fn zip_assign(&mut self, step: &Step) {
        match step {
            Step::Counter { target, ty, counter, .. } => {
                let value = self.counter_value(*counter, *ty);
                self.assign_converted(target, value, *ty);
            }
            Step::Elements { target, elem, pointer, index, .. } => {
                let place = self.materialize(pointer).then(Proj::Index(Operand::local(*index)));
                let item = self.loaded(place, *elem);
                let item = self.stable(item);
                self.assign_converted(target, item, *elem);
            }
            Step::View { target, ty, view, index } => {
                if let Some((element, elem)) = self.memview_element(view, *ty, *index) {
                    let item = self.loaded_item(element, elem);
                    let item = self.stable(item);
                    self.assign_converted(target, item, elem);
                }
            }
            Step::Cpp { target: Some(target), item, .. } => {
                let value = self.lazy(item);
                self.assign_converted(target, value, item.ty);
            }
            Step::Cpp { target: None, .. } | Step::Cyp { .. } => {}
        }
    }

    fn zip_advance(&mut self, step: &Step) {
        let (counter, by) = match step {
            Step::Counter { counter, step, .. } => (*counter, step.clone()),
            Step::Elements { index, .. } | Step::View { index, .. } => {
                (*index, Operand::Const(Const::Int(1, common::SSIZE_T)))
            }
            Step::Cpp { position, .. } => {
                self.emit(StmtKind::Call {
                    dest: None,
                    callee: Callee::CppOperator("++".into()),
                    args: vec![Operand::local(*position)],
                    error: ErrorCheck::None,
                });
                return;
            }
            Step::Cyp { .. } => return,
        };
        self.assign(Place::local(counter), Rvalue::Binary(CBinOp::Add, Operand::local(counter), by));
    }
}
