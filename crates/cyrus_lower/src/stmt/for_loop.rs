//! `for` loops over everything that can be looped over.
//!
//! Every form has the same shape: a head that fetches the next element or leaves, the assignment to the
//! target, the body, the way back. What the loop holds (an iterator) is on the cleanup stack below the
//! loop's mark, so that `break` arrives with it still to be dropped, as the normal end does.

use super::counter::Range;
use crate::builder::{FnBuilder, Slot};
use crate::cleanup::Cleanup;
use crate::cleanup_stack::CleanupStack;
use crate::expr::look;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Builtin, IntTy, Ty, TyId, common};
use hir::{Expr, For, ForIter, Stmt, Target};
use mir::{
    BlockId, CBinOp, CTy, Callee, Const, ErrorCheck, LocalKind, MLocal, Operand, Place, Proj, Rvalue,
    StmtKind,
};

/// The blocks of a loop.
pub(super) struct Shape {
    pub(super) head: BlockId,
    pub(super) body: BlockId,
    /// The elements are used up: `else` follows.
    pub(super) done: BlockId,
    /// `break`, and after `else`.
    pub(super) after: BlockId,
}

impl FnBuilder<'_, '_> {
    pub(crate) fn for_loop(&mut self, looping: &For) {
        let (body, orelse) = (&looping.body, &looping.orelse);
        match &looping.iter {
            ForIter::Iterator { target, source, is_async: false } => match self.kind(source.ty) {
                Ty::Builtin(Builtin::List) => {
                    self.for_sequence(target, source, "__cyrus_list_next", body, orelse)
                }
                Ty::Builtin(Builtin::Tuple) => {
                    self.for_sequence(target, source, "__cyrus_tuple_next", body, orelse);
                }
                _ => self.for_iterator(target, source, body, orelse),
            },
            ForIter::Iterator { target, source, is_async: true } => {
                self.for_async(target, source, body, orelse)
            }
            ForIter::Range { target, ty, lower, upper, step, ascending, inclusive, from_loop } => {
                let range =
                    Range { ty: *ty, ascending: *ascending, inclusive: *inclusive, from_loop: *from_loop };
                self.for_range(target, range, [lower, upper, step], body, orelse);
            }
            ForIter::CArray { target, pointer, len } => {
                let pointer_ty = pointer.ty;
                let (pointer, len) = self.operand_pair(pointer, len);
                let pointer = self.fixed(pointer);
                let len = self.fixed(len);
                let elem = self.types().pointee(pointer_ty).unwrap_or(target.ty);
                self.for_elements(target, elem, &pointer, &len, body, orelse);
            }
            ForIter::Dict { dict, key, value, item } => {
                self.for_dict(dict, [key.as_ref(), value.as_ref(), item.as_ref()], body, orelse);
            }
            ForIter::Set { target, set } => self.for_iterator(target, set, body, orelse),
            ForIter::Chars { target, string } => self.for_chars(target, string, body, orelse),
            ForIter::CppRange { .. } => self.for_cpp(&looping.iter, body, orelse),
            ForIter::MemView { target, view } => self.for_memview(target, view, body, orelse),
            ForIter::CypIter { .. } => self.for_cyp(&looping.iter, body, orelse),
            ForIter::Zip { parts, strict } => self.for_zip(parts, *strict, body, orelse),
            ForIter::Where { .. } => self.for_zip(std::slice::from_ref(&looping.iter), false, body, orelse),
        }
    }

    pub(super) fn shape(&mut self) -> Shape {
        Shape { head: self.block(), body: self.block(), done: self.block(), after: self.block() }
    }

    /// The body from its first statement to the way back; `next` is where `continue` goes.
    pub(super) fn loop_body(&mut self, shape: &Shape, next: BlockId, body: &[Stmt]) {
        self.cleanup.push(Cleanup::Loop { break_to: shape.after, continue_to: next });
        self.block_stmts(body);
        self.cleanup.pop();
        self.goto(next);
    }

    /// The end: `else`, then what `break` jumps to. `held` obligations of the loop are on top of the stack and
    /// are settled on both ways.
    pub(super) fn loop_end(&mut self, shape: &Shape, held: usize, orelse: &[Stmt]) {
        self.enter(shape.done);
        if orelse.is_empty() {
            self.goto(shape.after);
            self.enter(shape.after);
            for _ in 0..held {
                self.settle_top();
            }
            return;
        }
        let stack = self.cleanup.clone();
        let out = self.block();
        for _ in 0..held {
            self.settle_top();
        }
        self.block_stmts(orelse);
        self.goto(out);
        self.restore_stack(stack);
        self.enter(shape.after);
        for _ in 0..held {
            self.settle_top();
        }
        self.goto(out);
        self.enter(out);
    }

    /// Puts a loop's obligations back on the stack for its other exit. Jumps recorded meanwhile stay.
    fn restore_stack(&mut self, stack: CleanupStack) {
        let below = self.cleanup.len();
        self.cleanup.extend(stack.into_iter().skip(below));
    }

    // ---- Python iterables

    fn for_iterator(&mut self, target: &Target, source: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let state = self.open_iterator(source);
        let shape = self.shape();
        self.fall_into(shape.head);
        let item = self.ask_iterator(state, shape.body, shape.done);
        self.assign_converted(target, item, common::OBJECT);
        let head = shape.head;
        self.loop_body(&shape, head, body);
        self.loop_end(&shape, 1, orelse);
    }

    /// A Python iterator, which goes on the cleanup stack.
    pub(super) fn open_iterator(&mut self, source: &Expr) -> MLocal {
        let typed = matches!(self.kind(source.ty), Ty::Builtin(_));
        let source = self.expr(source);
        if typed {
            self.iter_none_check(&source);
        }
        let state = self.local(None, CTy::Text("__cyrus_iter".into()), LocalKind::Temp);
        let pointer = self.state_pointer(state, "__cyrus_iter *");
        let _ = self.call_rt("__cyrus_iter_init", vec![pointer, source]);
        self.cleanup.push(Cleanup::ClearIter {
            state,
            clear: "__cyrus_iter_clear",
            pointer: "__cyrus_iter *",
        });
        state
    }

    /// The next item, with which `more` goes on; `done` is where a loop goes that has no more.
    pub(super) fn ask_iterator(&mut self, state: MLocal, more: BlockId, done: BlockId) -> Value {
        let ended = self.block();
        let pointer = self.state_pointer(state, "__cyrus_iter *");
        let item = self.call_maybe("__cyrus_iter_next", vec![pointer]);
        let test = self.not_null(item);
        self.branch(test, more, ended);
        self.enter(ended);
        let status = self.call_rt("__cyrus_iter_end", Vec::new());
        self.drop_value(status);
        self.goto(done);
        self.enter(more);
        self.owned(item)
    }

    /// `async for`: every step is awaited; StopAsyncIteration from it ends the loop.
    fn for_async(&mut self, target: &Target, source: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let source = self.expr(source);
        let iterator = self.call_rt("__cyrus_aiter", vec![source]);
        let shape = self.shape();
        self.fall_into(shape.head);
        let landing = self.cold_block();
        self.cleanup.push(Cleanup::Handler(landing));
        let step = self.call_rt("__cyrus_anext", vec![look(&iterator)]);
        let item = self.delegate("__cyrus_await_next", step);
        self.cleanup.retain(|c| !matches!(c, Cleanup::Handler(at) if *at == landing));
        let live = self.suspend();
        self.enter(landing);
        let stack = self.cleanup.clone();
        if let Own::Temp(local) = item.own {
            // Nothing was awaited when this block is reached.
            self.cleanup.retain(|c| !matches!(c, Cleanup::Drop(l, _) if *l == local));
        }
        let ended = Value::constant(Const::Object("PyExc_StopAsyncIteration".into()));
        let ended = self.call_rt("__cyrus_err_matches", vec![ended]);
        let (clear, other) = (self.cold_block(), self.cold_block());
        self.branch(ended.op, clear, other);
        self.enter(other);
        let unwind = self.unwind_block();
        self.goto(unwind);
        self.enter(clear);
        self.call_plain("PyErr_Clear", Vec::new(), None);
        self.goto(shape.done);
        self.cleanup = stack;
        self.resume(live);
        self.assign_converted(target, item, common::OBJECT);
        let head = shape.head;
        self.loop_body(&shape, head, body);
        self.loop_end(&shape, 1, orelse);
    }

    /// A list or tuple, walked by index.
    fn for_sequence(&mut self, target: &Target, source: &Expr, next: &str, body: &[Stmt], orelse: &[Stmt]) {
        let source = self.expr(source);
        self.iter_none_check(&source);
        // The variable may be rebound in the body.
        let source = self.own(source);
        let held = usize::from(matches!(source.own, Own::Temp(_)));
        let index = self.local(None, CTy::Ty(common::SSIZE_T), LocalKind::Temp);
        self.set(index, Operand::Const(Const::Int(0, common::SSIZE_T)));
        let shape = self.shape();
        self.fall_into(shape.head);
        let pointer = self.state_pointer(index, "Py_ssize_t *");
        let item = self.call_maybe(next, vec![look(&source), pointer]);
        let test = self.not_null(item);
        self.branch(test, shape.body, shape.done);
        self.enter(shape.body);
        let item = self.owned(item);
        self.assign_converted(target, item, common::OBJECT);
        let head = shape.head;
        self.loop_body(&shape, head, body);
        self.loop_end(&shape, held, orelse);
    }

    fn iter_none_check(&mut self, source: &Value) {
        let none = Operand::Const(Const::None);
        let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, source.op.clone(), none));
        self.when_unlikely(test.op, |b| b.call_raise("__cyrus_raise_none_iter", Vec::new()));
    }

    fn state_pointer(&mut self, state: MLocal, ty: &str) -> Value {
        let op = self.address_of(Place::local(state), ty);
        Value::plain(op, CTy::Text(ty.into()))
    }

    /// A call that gives an owned object or NULL, which the caller tells apart.
    fn call_maybe(&mut self, name: &str, args: Vec<Value>) -> MLocal {
        self.check_runtime(name);
        let dest = self.temp(common::OBJECT);
        self.emit(StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::Runtime(name.into()),
            args: args.iter().map(|v| v.op.clone()).collect(),
            error: ErrorCheck::None,
        });
        self.drop_values(args);
        dest
    }

    fn not_null(&mut self, local: MLocal) -> Operand {
        let null = Operand::Const(Const::Null);
        self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, Operand::local(local), null)).op
    }

    /// Keys, values or items of a dict.
    fn for_dict(&mut self, dict: &Expr, targets: [Option<&Target>; 3], body: &[Stmt], orelse: &[Stmt]) {
        let method = match targets {
            [Some(_), None, None] => None,
            [None, Some(_), None] => Some("values"),
            _ => Some("items"),
        };
        let dict = self.expr(dict);
        self.iter_none_check(&dict);
        let state = self.local(None, CTy::Text("__cyrus_dict_iter".into()), LocalKind::Temp);
        let pointer = self.state_pointer(state, "__cyrus_dict_iter *");
        let method = match method {
            Some(name) => self.name_value(name),
            None => Value::null(),
        };
        let _ = self.call_rt("__cyrus_dict_iter_init", vec![pointer, dict, method]);
        self.cleanup.push(Cleanup::ClearIter {
            state,
            clear: "__cyrus_dict_iter_clear",
            pointer: "__cyrus_dict_iter *",
        });
        let shape = self.shape();
        self.fall_into(shape.head);
        let mut args = vec![self.state_pointer(state, "__cyrus_dict_iter *")];
        let mut parts = Vec::new();
        for target in targets {
            match target {
                Some(target) => {
                    // Written through its address: not shared with other temporaries.
                    let part = self.local(None, CTy::Ty(common::OBJECT), LocalKind::Temp);
                    args.push(self.state_pointer(part, "PyObject **"));
                    parts.push((target, part));
                }
                None => args.push(Value::null()),
            }
        }
        let more = self.call_rt("__cyrus_dict_iter_next", args);
        self.branch(more.op, shape.body, shape.done);
        self.enter(shape.body);
        let mut values: Vec<_> = parts.iter().rev().map(|(_, part)| self.owned(*part)).collect();
        for (target, _) in parts {
            if let Some(value) = values.pop() {
                self.assign_converted(target, value, common::OBJECT);
            }
        }
        let head = shape.head;
        self.loop_body(&shape, head, body);
        self.loop_end(&shape, 1, orelse);
    }

    // ---- C ranges and arrays

    fn for_range(
        &mut self,
        target: &Target,
        range: Range,
        parts: [&Expr; 3],
        body: &[Stmt],
        orelse: &[Stmt],
    ) {
        let ty = range.ty;
        let counting = self.open_counter(&range, parts);
        let counter = counting.local;
        let shape = self.shape();
        let next = self.block();
        self.fall_into(shape.head);
        let test = self.counts_on(&counting);
        self.branch(test, shape.body, shape.done);
        self.enter(shape.body);
        if counting.ahead {
            self.count(&counting);
        }
        let value = self.counter_value(counter, ty);
        self.assign_converted(target, value, ty);
        self.loop_body(&shape, next, body);
        self.enter(next);
        if range.from_loop {
            self.read_back(target, counter, ty);
        }
        if !counting.ahead {
            self.count(&counting);
        }
        self.goto(shape.head);
        if range.from_loop {
            // After the loop the variable holds the value that ended it.
            let ended = self.block();
            self.enter(shape.done);
            let value = self.counter_value(counter, ty);
            self.assign_converted(target, value, ty);
            self.goto(ended);
            let shape = Shape { done: ended, ..shape };
            self.loop_end(&shape, 0, orelse);
            return;
        }
        self.loop_end(&shape, 0, orelse);
    }

    /// `for … from`: the body may change the variable, and the loop goes on from there.
    fn read_back(&mut self, target: &Target, counter: MLocal, ty: TyId) {
        let value = match &target.kind {
            hir::TargetKind::Local(local) => self.read_local(*local),
            hir::TargetKind::CVar(var) => self.cvar(*var),
            hir::TargetKind::Outer { depth, local } => self.read_outer(*depth, *local),
            hir::TargetKind::Global(name) => self.global(name),
            hir::TargetKind::ClassName { namespace, name, .. } => self.class_name(*namespace, name),
            _ => return,
        };
        let value = if self.cx.is_object(target.ty) { self.unboxed(value, ty) } else { value };
        self.assign(Place::local(counter), Rvalue::Cast(CTy::Ty(ty), value.op));
    }

    /// `len` elements from `pointer`.
    fn for_elements(
        &mut self,
        target: &Target,
        elem: TyId,
        pointer: &Value,
        len: &Value,
        body: &[Stmt],
        orelse: &[Stmt],
    ) {
        let index = self.local(None, CTy::Ty(common::SSIZE_T), LocalKind::Temp);
        self.set(index, Operand::Const(Const::Int(0, common::SSIZE_T)));
        let shape = self.shape();
        let next = self.block();
        self.fall_into(shape.head);
        let test =
            self.compute(common::BINT, Rvalue::Binary(CBinOp::Lt, Operand::local(index), len.op.clone()));
        self.branch(test.op, shape.body, shape.done);
        self.enter(shape.body);
        let place = self.materialize(pointer).then(Proj::Index(Operand::local(index)));
        let item = self.loaded(place, elem);
        let item = self.stable(item);
        self.assign_converted(target, item, elem);
        self.loop_body(&shape, next, body);
        self.enter(next);
        let one = Operand::Const(Const::Int(1, common::SSIZE_T));
        self.assign(Place::local(index), Rvalue::Binary(CBinOp::Add, Operand::local(index), one));
        self.goto(shape.head);
        self.loop_end(&shape, 0, orelse);
    }

    /// Elements of a memoryview of one dimension.
    fn for_memview(&mut self, target: &Target, view: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let view_ty = view.ty;
        let view = self.expr(view);
        let view = self.own(view);
        let held = usize::from(matches!(view.own, Own::Temp(_)));
        let place = self.materialize(&view);
        let index = self.local(None, CTy::Ty(common::SSIZE_T), LocalKind::Temp);
        self.set(index, Operand::Const(Const::Int(0, common::SSIZE_T)));
        let shape = self.shape();
        let next = self.block();
        self.fall_into(shape.head);
        let first = Operand::Const(Const::Int(0, common::SSIZE_T));
        let extent = place.clone().then(Proj::Field("shape".into())).then(Proj::Index(first));
        let test = self
            .compute(common::BINT, Rvalue::Binary(CBinOp::Lt, Operand::local(index), Operand::Copy(extent)));
        self.branch(test.op, shape.body, shape.done);
        self.enter(shape.body);
        if let Some((element, elem)) = self.memview_element(&place, view_ty, index) {
            let item = self.loaded_item(element, elem);
            let item = self.stable(item);
            self.assign_converted(target, item, elem);
        }
        self.loop_body(&shape, next, body);
        self.enter(next);
        let one = Operand::Const(Const::Int(1, common::SSIZE_T));
        self.assign(Place::local(index), Rvalue::Binary(CBinOp::Add, Operand::local(index), one));
        self.goto(shape.head);
        self.loop_end(&shape, held, orelse);
    }

    /// Characters of a `str` as code points, of `bytes` as `char`.
    fn for_chars(&mut self, target: &Target, string: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let class = match self.kind(string.ty) {
            Ty::Builtin(class) => *class,
            _ => Builtin::Str,
        };
        let string = self.expr(string);
        self.iter_none_check(&string);
        let string = self.own(string);
        let held = usize::from(matches!(string.own, Own::Temp(_)));
        if class != Builtin::Str {
            let (chars, size) = match class {
                Builtin::ByteArray => ("PyByteArray_AS_STRING", "PyByteArray_GET_SIZE"),
                _ => ("PyBytes_AS_STRING", "PyBytes_GET_SIZE"),
            };
            let pointer = self.call_rt(chars, vec![look(&string)]);
            let len = self.call_rt(size, vec![look(&string)]);
            // An unsigned loop variable sees the bytes as numbers from 0 to 255.
            let elem = match self.kind(target.ty) {
                Ty::Int(IntTy::UChar) => common::UCHAR,
                _ => common::CHAR,
            };
            self.for_elements_held(target, elem, &pointer, &len, held, body, orelse);
            return;
        }
        let index = self.local(None, CTy::Ty(common::SSIZE_T), LocalKind::Temp);
        self.set(index, Operand::Const(Const::Int(0, common::SSIZE_T)));
        let ch = self.local(None, CTy::Ty(common::UCS4), LocalKind::Temp);
        let shape = self.shape();
        self.fall_into(shape.head);
        let index = self.state_pointer(index, "Py_ssize_t *");
        let out = self.state_pointer(ch, "Py_UCS4 *");
        let more = self.call_rt("__cyrus_str_next", vec![look(&string), index, out]);
        self.branch(more.op, shape.body, shape.done);
        self.enter(shape.body);
        let item = Value::plain(Operand::local(ch), common::UCS4);
        self.assign_converted(target, item, common::UCS4);
        let head = shape.head;
        self.loop_body(&shape, head, body);
        self.loop_end(&shape, held, orelse);
    }

    /// [`FnBuilder::for_elements`] of something that is held during the loop.
    fn for_elements_held(
        &mut self,
        target: &Target,
        elem: TyId,
        pointer: &Value,
        len: &Value,
        held: usize,
        body: &[Stmt],
        orelse: &[Stmt],
    ) {
        self.for_elements(target, elem, pointer, len, body, orelse);
        for _ in 0..held {
            self.settle_top();
        }
    }

    // ---- C++

    /// From `begin()` to `end()` by `++`.
    fn for_cpp(&mut self, iter: &ForIter, body: &[Stmt], orelse: &[Stmt]) {
        let ForIter::CppRange { target, container, value, begin, end, iterator, item, iter_local, end_local } =
            iter
        else {
            return;
        };
        let below = self.cleanup.len();
        let (position, last) = self.cpp_positions(*container, value, begin, end, *iterator, *iter_local);
        let held = self.cleanup.len() - below;
        let shape = self.shape();
        let next = self.block();
        self.fall_into(shape.head);
        // The end is asked for at every turn: the body may change the container.
        self.cpp_into(Place::local(last), end);
        self.slots[*end_local] = Some(Slot::Bound(Value::plain(Operand::local(last), end.ty)));
        let test = self.compute(
            common::BINT,
            Rvalue::Binary(CBinOp::Ne, Operand::local(position), Operand::local(last)),
        );
        self.branch(test.op, shape.body, shape.done);
        self.enter(shape.body);
        if let Some(target) = target {
            let item_ty = item.ty;
            let item = self.lazy(item);
            self.assign_converted(target, item, item_ty);
        }
        self.loop_body(&shape, next, body);
        self.enter(next);
        self.emit(StmtKind::Call {
            dest: None,
            callee: Callee::CppOperator("++".into()),
            args: vec![Operand::local(position)],
            error: ErrorCheck::None,
        });
        self.goto(shape.head);
        self.loop_end(&shape, held, orelse);
    }

    /// Where a loop begins, and a variable for where it ends, which may be of another type; what they hold is on the cleanup
    /// stack.
    pub(super) fn cpp_positions(
        &mut self,
        container: hir::LocalId,
        value: &Expr,
        begin: &Expr,
        end: &Expr,
        iterator: TyId,
        iter_local: hir::LocalId,
    ) -> (MLocal, MLocal) {
        self.bind_cpp(container, value);
        let position = self.local(None, CTy::Ty(self.types().unqualified(iterator)), LocalKind::Temp);
        self.cpp_into(Place::local(position), begin);
        self.push_cpp(position, iterator);
        let alias = Value::plain(Operand::local(position), iterator);
        self.slots[iter_local] = Some(Slot::Bound(alias));
        let last = self.local(None, CTy::Ty(self.types().unqualified(end.ty)), LocalKind::Temp);
        self.push_cpp(last, end.ty);
        (position, last)
    }

    /// Over an iterator with `__next__`, which ends by StopIteration or, where it gives references, by NULL.
    fn for_cyp(&mut self, iter: &ForIter, body: &[Stmt], orelse: &[Stmt]) {
        let ForIter::CypIter { target, iterator, source, next, item_local, item } = iter else { return };
        let source = self.owned_expr(source);
        let held = usize::from(matches!(source.own, Own::Temp(_)));
        self.slots[*iterator] = Some(Slot::Bound(Value { own: Own::Borrowed, ..source }));
        let shape = self.shape();
        self.fall_into(shape.head);
        let (value, landing) = self.ask_for_item(next, *item_local, shape.body, shape.done);
        let item = self.lazy(item);
        self.assign_target(target, item);
        self.drop_value(value);
        self.loop_body(&shape, shape.head, body);
        self.stopped_or_raised(landing, shape.done);
        self.loop_end(&shape, held, orelse);
    }

    /// Asks an iterator with `__next__`, and goes on in `more` with the item, or to the end of the loop. The block is where
    /// exceptions of the call arrive, which [`FnBuilder::stopped_or_raised`] tells apart once the item is dropped.
    pub(super) fn ask_for_item(
        &mut self,
        next: &Expr,
        item_local: hir::LocalId,
        more: BlockId,
        done: BlockId,
    ) -> (Value, BlockId) {
        let landing = self.cold_block();
        let at = self.cleanup.len();
        self.cleanup.push(Cleanup::Handler(landing));
        let value = self.owned_expr(next);
        self.cleanup.remove(at);
        if self.types().is_cyp(next.ty) {
            let null = Operand::Const(Const::Null);
            let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, value.op.clone(), null));
            self.branch(test.op, more, done);
        } else {
            self.goto(more);
        }
        self.enter(more);
        let bound = Value {
            own: if matches!(value.own, Own::Temp(_)) { Own::Borrowed } else { value.own },
            ..value.clone()
        };
        self.slots[item_local] = Some(Slot::Bound(bound));
        (value, landing)
    }

    /// StopIteration ends the loop, other exceptions leave it.
    pub(super) fn stopped_or_raised(&mut self, landing: BlockId, done: BlockId) {
        self.enter(landing);
        let stopped = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
        self.call_plain("__cyrus_cyp_stopped", Vec::new(), Some(stopped));
        let raised = self.cold_block();
        self.branch(Operand::local(stopped), done, raised);
        self.enter(raised);
        let unwind = self.unwind_block();
        self.goto(unwind);
    }

    /// A C++ object that lives as long as the loop: an iterator may hold on to its container.
    fn push_cpp(&mut self, local: MLocal, ty: TyId) {
        let ty = self.types().unqualified(ty);
        if matches!(self.kind(ty), Ty::Cpp(..)) {
            self.cleanup.push(Cleanup::CppDrop(local, ty));
        }
    }

    /// The container: a C++ object is used where it is; of other objects the loop goes on with the one that it began with, which it
    /// keeps where a turn may give the variable another.
    fn bind_cpp(&mut self, container: hir::LocalId, value: &Expr) {
        let place = match self.kind(value.ty) {
            Ty::Cpp(..) => self.lvalue(value),
            _ => None,
        };
        let bound = match place {
            Some(place) => Value::plain(Operand::Copy(place), value.ty),
            None => {
                let moving = matches!(value.kind, hir::ExprKind::Local(local) if self.cx.assigned.in_loop(self.func_id, local));
                let value = self.expr(value);
                let value = if moving { self.own(value) } else { self.stable(value) };
                if let (Operand::Copy(place), CTy::Ty(ty)) = (&value.op, &value.ty)
                    && let Some(local) = place.as_local()
                    && self.body.locals[local].kind == LocalKind::Temp
                {
                    self.push_cpp(local, *ty);
                }
                value
            }
        };
        self.slots[container] = Some(Slot::Bound(bound));
    }
}
