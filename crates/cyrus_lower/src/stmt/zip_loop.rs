//! `for a, b in zip(x, y)`: several ways through containers, one element of each at a turn.
//!
//! Every part is looked at before anything is assigned: the loop ends when one of them has no more, and its targets then
//! keep what the last turn gave them. An iterator with `__next__` gives its element when it is asked for, so that its target is
//! a variable of the loop's own. `enumerate` is a range beside a container. `filter` looks for its next element when it is asked
//! for one, so it may be a part like others.
//!
//! Tests: `tests/lang/libcyrus/enumerate_and_zip.md`.

use super::counter::{Counter, Range};
use crate::builder::{FnBuilder, Slot};
use crate::cleanup::Cleanup;
use crate::value::{Own, Value};
use cyrus_hir::{self as hir, Expr, ForIter, Stmt, Target};
use cyrus_mir::{
    BlockId, CBinOp, CTy, Callee, Const, ErrorCheck, LocalKind, MLocal, Operand, Place, Proj, Rvalue,
    StmtKind,
};
use cyrus_types::{TyId, common};

/// One part, and where it stands.
enum Step<'h> {
    Counter {
        target: &'h Target,
        counter: Counter,
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
    /// A Python iterator.
    Iterator {
        target: &'h Target,
        state: MLocal,
    },
    Cyp {
        target: &'h Target,
        next: &'h Expr,
        item_local: hir::LocalId,
        item: &'h Expr,
    },
    /// Those elements of another part that the statements do not pass over.
    Where {
        of: Vec<Step<'h>>,
        turn: &'h [Stmt],
    },
}

impl FnBuilder<'_, '_> {
    pub(super) fn for_zip(&mut self, parts: &[ForIter], strict: bool, body: &[Stmt], orelse: &[Stmt]) {
        let below = self.cleanup.len();
        let mut steps = Vec::new();
        parts.iter().for_each(|part| self.zip_open(part, &mut steps));
        let held = self.cleanup.len() - below;
        let shape = self.shape();
        let next = self.block();
        self.fall_into(shape.head);
        for (at, step) in steps.iter().enumerate() {
            if !strict {
                self.zip_test(step, shape.done);
                continue;
            }
            let ended = self.block();
            self.zip_test(step, ended);
            let more = self.block();
            self.goto(more);
            self.enter(ended);
            self.zip_ended(&steps, at);
            self.goto(shape.done);
            self.enter(more);
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
            ForIter::Zip { parts, .. } => {
                parts.iter().for_each(|part| self.zip_open(part, steps));
                return;
            }
            ForIter::Range { target, ty, lower, upper, step, ascending, inclusive, from_loop } => {
                let range =
                    Range { ty: *ty, ascending: *ascending, inclusive: *inclusive, from_loop: *from_loop };
                Step::Counter { target, counter: self.open_counter(&range, [lower, upper, step]) }
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
            ForIter::Iterator { target, source, is_async: false } => {
                let state = self.open_iterator(source);
                Step::Iterator { target, state }
            }
            ForIter::Where { iter, turn } => {
                let mut of = Vec::new();
                self.zip_open(iter, &mut of);
                Step::Where { of, turn }
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

    /// One part has no more elements, where all have to end together: ValueError unless it is the first one and none has more.
    fn zip_ended(&mut self, steps: &[Step], at: usize) {
        let numbers =
            |count| if count == 1 { "argument 1".to_string() } else { format!("arguments 1-{count}") };
        if at > 0 {
            self.zip_uneven(&format!("zip() argument {} is shorter than {}", at + 1, numbers(at)));
            return;
        }
        for (other, step) in steps.iter().enumerate().skip(1) {
            let ended = self.block();
            self.zip_test(step, ended);
            self.zip_uneven(&format!("zip() argument {} is longer than {}", other + 1, numbers(other)));
            self.goto(ended);
            self.enter(ended);
        }
    }

    fn zip_uneven(&mut self, message: &str) {
        self.with_gil_held(|b| {
            let error = Value::constant(Const::Object("PyExc_ValueError".into()));
            let message = Value::cstr(message);
            b.call_raise("PyErr_SetString", vec![error, message]);
        });
    }

    /// Goes on where the part has an element, and to `done` where it has none.
    fn zip_test(&mut self, step: &Step, done: BlockId) {
        let compared =
            |b: &mut Self, op, left, right| b.compute(common::BINT, Rvalue::Binary(op, left, right)).op;
        let test = match step {
            Step::Where { of, turn } => {
                self.zip_search(of, turn, done);
                return;
            }
            Step::Counter { counter, .. } => self.counts_on(counter),
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
                self.zip_next(target, next, *item_local, item, done);
                return;
            }
            Step::Iterator { target, state } => {
                let more = self.block();
                let item = self.ask_iterator(*state, more, done);
                self.assign_converted(target, item, common::OBJECT);
                return;
            }
        };
        let more = self.block();
        self.branch(test, more, done);
        self.enter(more);
    }

    /// Goes on to the first element that is not passed over, and assigns it.
    fn zip_search(&mut self, of: &[Step], turn: &[Stmt], done: BlockId) {
        let (head, next, found) = (self.block(), self.block(), self.block());
        self.fall_into(head);
        for step in of {
            self.zip_test(step, done);
        }
        for step in of {
            self.zip_assign(step);
        }
        self.cleanup.push(Cleanup::Loop { break_to: done, continue_to: next });
        self.block_stmts(turn);
        self.cleanup.pop();
        self.goto(found);
        self.enter(next);
        for step in of {
            self.zip_advance(step);
        }
        self.goto(head);
        self.enter(found);
    }

    /// Asks an iterator, and assigns what it gives.
    fn zip_next(
        &mut self,
        target: &Target,
        next: &Expr,
        item_local: hir::LocalId,
        item: &Expr,
        done: BlockId,
    ) {
        let more = self.block();
        let (value, landing) = self.ask_for_item(next, item_local, more, done);
        let item = self.lazy(item);
        self.assign_target(target, item);
        self.drop_value(value);
        let after = self.block();
        self.goto(after);
        self.stopped_or_raised(landing, done);
        self.enter(after);
    }

    fn zip_assign(&mut self, step: &Step) {
        match step {
            Step::Counter { target, counter } => {
                if counter.ahead {
                    self.count(counter);
                }
                let value = self.counter_value(counter.local, counter.ty);
                self.assign_converted(target, value, counter.ty);
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
            // Assigned when they were looked for.
            Step::Cpp { target: None, .. }
            | Step::Cyp { .. }
            | Step::Iterator { .. }
            | Step::Where { .. } => {}
        }
    }

    fn zip_advance(&mut self, step: &Step) {
        match step {
            Step::Counter { counter, .. } if counter.ahead => {}
            Step::Counter { counter, .. } => self.count(counter),
            Step::Elements { index, .. } | Step::View { index, .. } => {
                let one = Operand::Const(Const::Int(1, common::SSIZE_T));
                self.assign(Place::local(*index), Rvalue::Binary(CBinOp::Add, Operand::local(*index), one));
            }
            Step::Cpp { position, .. } => {
                self.emit(StmtKind::Call {
                    dest: None,
                    callee: Callee::CppOperator("++".into()),
                    args: vec![Operand::local(*position)],
                    error: ErrorCheck::None,
                });
            }
            Step::Where { of, .. } => of.iter().for_each(|step| self.zip_advance(step)),
            Step::Cyp { .. } | Step::Iterator { .. } => {}
        }
    }
}
