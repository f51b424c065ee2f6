//! `prange` and `with parallel`: regions that OpenMP, or the runtime, runs in several threads.
//!
//! The blocks of a region end in its exit block; nothing jumps out. What would (an exception, `break`,
//! `return`) is recorded in a shared `__cyrus_par`, whose first entry wins, and acted upon behind the
//! region. C variables that the body assigns are private by the construct's lists; counted ones, and whatever
//! else the lowering of the body made, by being declared inside the region.

use crate::builder::{FnBuilder, Slot};
use crate::cleanup::{Cleanup, FinallyScope, Jump};
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, common};
use hir::{Expr, LocalId, Parallel, Prange, Stmt};
use mir::{
    BlockId, CBinOp, CTy, Const, GilOp, LocalKind, MLocal, Operand, ParallelKind, ParallelRegion, Place,
    Proj, Rvalue, StmtKind, Terminator,
};

/// The counter of a loop, for whoever asks whether an iteration is the last.
#[derive(Clone)]
struct Count {
    counter: MLocal,
    count: Operand,
}

/// What a region needs beside its body.
struct Frame<'h> {
    kind: ParallelKind,
    num_threads: Option<Operand>,
    condition: Option<Operand>,
    /// Variables that the body assigns.
    assigned: &'h [LocalId],
    reductions: Vec<(MLocal, CBinOp)>,
    count: Option<Count>,
}

impl FnBuilder<'_, '_> {
    /// `for target in prange(…)`
    pub(crate) fn prange(&mut self, node: &Prange) {
        let [start, stop, step] = [&node.start, &node.stop, &node.step].map(|e| self.fixed_operand(e));
        let assigned = node.last_private.iter().copied().chain(node.reductions.iter().map(|(l, _)| *l));
        let lent = self.lend_captured(assigned);
        let num_threads = node.num_threads.as_ref().map(|e| self.fixed_operand(e));
        let condition = node.condition.as_ref().map(|e| self.fixed_operand(e));
        let chunk = node.chunksize.as_ref().map(|e| self.fixed_operand(e));
        let released = node.nogil && self.gil;
        if released {
            self.release_gil();
        }
        // With the GIL held there is one thread that can run the body.
        let num_threads = match self.gil {
            true => Some(Operand::Const(mir::Const::Int(1, common::INT))),
            false => num_threads,
        };
        let wide = |b: &mut Self, op: &Operand| {
            Value::plain(
                b.compute(common::LONGLONG, Rvalue::Cast(CTy::Ty(common::LONGLONG), op.clone())).op,
                common::LONGLONG,
            )
        };
        let args = vec![wide(self, &start), wide(self, &stop), wide(self, &step)];
        let count = self.call_rt("__cyrus_par_count", args).op;
        // Written once, before the region: shared by its threads.
        let count = self.compute(common::LONGLONG, Rvalue::Use(count)).op;
        let counter = self.local(None, CTy::Ty(common::LONGLONG), LocalKind::Temp);
        let reductions = node
            .reductions
            .iter()
            .filter_map(|(local, op)| Some((self.c_variable(*local)?, reduction_op(*op))))
            .collect();
        let frame = Frame {
            kind: ParallelKind::Loop {
                scheduler: node.scheduler,
                counter,
                count: count.clone(),
                schedule: node.schedule.clone(),
                chunk,
                own_team: !node.in_parallel,
            },
            num_threads,
            condition,
            assigned: &node.last_private,
            reductions,
            count: Some(Count { counter, count }),
        };
        let ty = node.ty;
        self.region(
            frame,
            |b| {
                let index = b.compute(ty, Rvalue::Cast(CTy::Ty(ty), Operand::local(counter))).op;
                let offset = match step {
                    Operand::Const(Const::Int(1, _)) => index,
                    _ => b.compute(ty, Rvalue::Binary(CBinOp::Mul, index, step)).op,
                };
                let value = match start {
                    Operand::Const(Const::Int(0, _)) => offset,
                    _ => b.compute(ty, Rvalue::Binary(CBinOp::Add, start, offset)).op,
                };
                b.assign_converted(&node.target, Value::plain(value, ty), ty);
                b.block_stmts(&node.body);
            },
            &node.orelse,
        );
        self.give_back(lent);
        if released {
            self.settle_top();
            self.gil = true;
        }
    }

    /// `with parallel():`
    pub(crate) fn parallel(&mut self, node: &Parallel) {
        let lent = self.lend_captured(node.private.iter().copied());
        let num_threads = node.num_threads.as_ref().map(|e| self.fixed_operand(e));
        let condition = node.condition.as_ref().map(|e| self.fixed_operand(e));
        let frame = Frame {
            kind: ParallelKind::Team,
            num_threads,
            condition,
            assigned: &node.private,
            reductions: Vec::new(),
            count: None,
        };
        self.region(frame, |b| b.block_stmts(&node.body), &[]);
        self.give_back(lent);
    }

    fn release_gil(&mut self) {
        let state = self.text_temp("PyThreadState *");
        self.emit(StmtKind::Gil(GilOp::Release, state));
        self.gil = false;
        self.cleanup.push(Cleanup::Gil { op: GilOp::Reacquire, state, held: true });
    }

    /// The value of an expression in a variable of its own.
    fn fixed_operand(&mut self, expr: &Expr) -> Operand {
        let value = self.expr(expr);
        match value.op {
            Operand::Const(_) => value.op,
            op => self.compute(expr.ty, Rvalue::Use(op)).op,
        }
    }

    /// OpenMP takes variables only: what a scope object holds, because inner functions use it or a generator may keep
    /// it, is in a variable while the region runs. Comes back: where each belongs.
    fn lend_captured(&mut self, locals: impl Iterator<Item = LocalId>) -> Vec<(LocalId, Slot, MLocal)> {
        let mut lent = Vec::new();
        for local in locals {
            let decl = &self.func.locals[local];
            let (name, ty) = (decl.name.clone(), decl.ty);
            if self.types().counting(ty) != Counting::None {
                continue;
            }
            let slot = self.slot(local);
            let held = match slot {
                Slot::Scope(_) => true,
                Slot::Var(_) => self.generator.is_some(),
                Slot::Bound(_) => false,
            };
            if held {
                let place = self.local_place(local);
                let variable = self.local(Some(name), CTy::Ty(ty), LocalKind::Variable);
                self.set(variable, Operand::Copy(place));
                self.slots[local] = Some(Slot::Var(variable));
                lent.push((local, slot, variable));
            }
        }
        lent
    }

    /// Behind the region: what [`FnBuilder::lend_captured`] took is in its place again.
    fn give_back(&mut self, lent: Vec<(LocalId, Slot, MLocal)>) {
        for (local, slot, variable) in lent {
            self.slots[local] = Some(slot);
            if self.is_live() {
                let place = self.local_place(local);
                self.assign(place, Rvalue::Use(Operand::local(variable)));
            }
        }
    }

    /// The C variable of a local that is not counted.
    fn c_variable(&mut self, local: LocalId) -> Option<MLocal> {
        if self.types().counting(self.func.locals[local].ty) != Counting::None {
            return None;
        }
        match self.slot(local) {
            Slot::Var(variable) => Some(variable),
            Slot::Scope(_) | Slot::Bound(_) => {
                let _ = self.unsupported(self.span, "a private variable that inner functions use");
                None
            }
        }
    }

    fn region(&mut self, frame: Frame<'_>, code: impl FnOnce(&mut Self), orelse: &[Stmt]) {
        if !self.is_live() {
            return;
        }
        // What the body only looks at, or takes the address of, is the function's: its threads share it.
        for (local, decl) in self.func.locals.iter_ids() {
            let own = decl.kind == hir::LocalKind::Variable && !decl.name.is_empty();
            if own && self.slots[local].is_none() && self.types().counting(decl.ty) == Counting::None {
                let _ = self.slot(local);
            }
        }
        // Shared state, made before the region. Of a loop within a loop it belongs to the outer iteration.
        let shared_around = self.shared_in_regions.len();
        let within_team = matches!(frame.kind, ParallelKind::Loop { own_team: false, .. });
        let par = self.local(Some("par".into()), CTy::Text("__cyrus_par".into()), LocalKind::Variable);
        self.shared_in_regions.push(par);
        let plain: Vec<MLocal> = frame.assigned.iter().filter_map(|&l| self.c_variable(l)).collect();
        self.shared_in_regions.extend(plain.iter().copied());
        self.shared_in_regions.extend(frame.reductions.iter().map(|(l, _)| *l));
        let saved: Vec<(MLocal, MLocal)> = plain
            .iter()
            .map(|&variable| {
                let ty = self.ty_of(variable);
                (variable, self.local(Some("saved".into()), ty, LocalKind::Variable))
            })
            .collect();
        self.shared_in_regions.extend(saved.iter().map(|(_, s)| *s));
        let counted: Vec<LocalId> = frame
            .assigned
            .iter()
            .copied()
            .filter(|&l| self.types().counting(self.func.locals[l].ty) != Counting::None)
            .collect();
        let outer: Vec<Slot> = counted.iter().map(|&l| self.slot(l)).collect();
        self.shared_in_regions.extend(outer.iter().filter_map(|slot| match slot {
            Slot::Var(variable) => Some(*variable),
            Slot::Scope(_) | Slot::Bound(_) => None,
        }));

        let first_block = self.body.blocks.len();
        let (entry, body, end, exit, after) =
            (self.block(), self.block(), self.block(), self.block(), self.block());
        let before = self.suspend();
        let first_local = self.body.locals.len();
        let free = self.take_free_temps();
        let drops = self.drops.len();
        let line = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
        let state = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
        for &local in &counted {
            let decl = &self.func.locals[local];
            let (name, ty) = (decl.name.clone(), decl.ty);
            let variable = self.local(Some(name), CTy::Ty(ty), LocalKind::Variable);
            self.zeroed(variable);
            self.slots[local] = Some(Slot::Var(variable));
        }
        let held = std::mem::replace(&mut self.gil, false);
        self.cleanup.push(Cleanup::Loop { break_to: after, continue_to: end });
        let mark = self.cleanup.len() - 1;
        let (landing, normal) = (self.cold_block(), self.block());
        self.cleanup.push(Cleanup::Finally(FinallyScope { landing, normal, state, jumps: Vec::new() }));
        self.enter(body);
        code(self);
        self.goto(end);
        self.cleanup.truncate(mark + 2);
        let jumps = match self.cleanup.pop() {
            Some(Cleanup::Finally(scope)) => scope.jumps,
            _ => Vec::new(),
        };
        let fails = self.leads_to(first_block, landing);
        let own = Jump::Continue(mark);
        let leaves: Vec<Jump> = jumps.iter().copied().filter(|j| *j != own).collect();
        if jumps.contains(&Jump::Return) {
            let ret = self.ret_local();
            if self.cx.counting(&self.body.ret.clone()) != Counting::None {
                self.zeroed(ret);
            }
        }
        if !jumps.is_empty() {
            self.enter(normal);
            self.leave_region(par, state, &jumps, own, end, &saved);
        }
        if fails {
            self.enter(landing);
            self.emit(StmtKind::SaveLine(line));
            let address = self.address_of(Place::local(par), "__cyrus_par *");
            let first = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
            self.call_plain("__cyrus_par_fail", vec![address, Operand::local(line)], Some(first));
            self.save_privates(first, &saved);
            self.goto(end);
        }
        // Iterations that start after somebody left do nothing.
        let start = self.block();
        self.enter(start);
        self.take_initial(first_block, &counted, &outer);
        self.goto(body);
        self.enter(entry);
        if fails || !leaves.is_empty() {
            let address = self.address_of(Place::local(par), "__cyrus_par *");
            let stopped = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
            self.call_plain("__cyrus_par_stopped", vec![address], Some(stopped));
            self.terminate(Terminator::If {
                cond: Operand::local(stopped),
                then: end,
                orelse: start,
                likely: Some(false),
            });
        } else {
            self.goto(start);
        }
        // The end of the iteration: counted variables are handed over or dropped.
        self.enter(end);
        self.end_iteration(&counted, &outer, drops, frame.count.as_ref());
        self.goto(exit);
        let uses_gil = self.uses_gil(first_block);
        self.gil = held;
        for (&local, slot) in counted.iter().zip(outer) {
            self.slots[local] = Some(slot);
        }
        self.put_free_temps(free);
        let private: Vec<MLocal> = (first_local..self.body.locals.len())
            .map(|i| MLocal(i as u32))
            .filter(|l| Some(*l) != self.exit.ret && !self.shared_in_regions.contains(l))
            .collect();

        if !within_team {
            self.shared_in_regions.truncate(shared_around);
        }
        let shared = self.written_since(first_block, &private);
        self.resume(before);
        let address = self.address_of(Place::local(par), "__cyrus_par *");
        if fails || !leaves.is_empty() {
            let begin = if within_team { "__cyrus_par_begin_shared" } else { "__cyrus_par_begin" };
            self.call_plain(begin, vec![address], None);
        }
        self.emit(StmtKind::Parallel(Box::new(ParallelRegion {
            kind: frame.kind,
            entry,
            exit,
            error_exit: exit,
            num_threads: frame.num_threads,
            condition: frame.condition,
            private,
            shared,
            first_private: plain.clone(),
            last_private: plain,
            reductions: frame.reductions,
            attaches: (fails || uses_gil) && !held,
        })));
        self.after_region(par, fails, &jumps, own, &saved, orelse, after);
        self.cleanup.pop();
    }

    /// Python variables of a region that its body may read before it sets them begin with what they are outside.
    fn take_initial(&mut self, first_block: usize, counted: &[LocalId], outer: &[Slot]) {
        let mut wanted = Vec::new();
        for (&local, outer) in counted.iter().zip(outer) {
            let (Slot::Var(inner), Slot::Var(outer)) = (self.slot(local), outer) else { continue };
            let python = self.types().counting(self.func.locals[local].ty) == Counting::Python;
            let place = Place::local(inner);
            let mut stmts = self.body.blocks.iter().skip(first_block).flat_map(|b| &b.stmts);
            let is_read =
                stmts.any(|s| matches!(&s.kind, StmtKind::CheckBound { place: p, .. } if *p == place));
            if python && is_read {
                wanted.push((inner, *outer));
            }
        }
        if wanted.is_empty() {
            return;
        }
        let state = self.text_temp("PyGILState_STATE");
        self.emit(StmtKind::Gil(GilOp::Ensure, state));
        for (inner, outer) in wanted {
            self.set(inner, Operand::local(outer));
            let value = Operand::local(inner);
            self.emit(StmtKind::Incref { value, kind: Counting::Python, nullable: true });
        }
        self.emit(StmtKind::Gil(GilOp::Unensure, state));
    }

    /// Records a jump out of the region, or goes on with the next iteration.
    fn leave_region(
        &mut self,
        par: MLocal,
        state: MLocal,
        jumps: &[Jump],
        own: Jump,
        end: BlockId,
        saved: &[(MLocal, MLocal)],
    ) {
        if let Some(number) = jumps.iter().position(|j| *j == own) {
            let number = Operand::Const(Const::Int(number as i128 + 1, common::INT));
            let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, Operand::local(state), number));
            let leave = self.block();
            self.branch(test.op, end, leave);
            self.enter(leave);
        }
        let address = self.address_of(Place::local(par), "__cyrus_par *");
        let first = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
        self.call_plain("__cyrus_par_leave", vec![address, Operand::local(state)], Some(first));
        self.save_privates(first, saved);
        self.goto(end);
    }

    /// The thread that left first keeps its private values for after the region.
    fn save_privates(&mut self, first: MLocal, saved: &[(MLocal, MLocal)]) {
        if saved.is_empty() {
            return;
        }
        let (save, on) = (self.block(), self.block());
        self.branch(Operand::local(first), save, on);
        self.enter(save);
        for &(variable, copy) in saved {
            self.set(copy, Operand::local(variable));
        }
        self.fall_into(on);
    }

    fn end_iteration(&mut self, counted: &[LocalId], outer: &[Slot], drops: usize, count: Option<&Count>) {
        let inner: Vec<(MLocal, Counting)> = self.drops.split_off(drops);
        let slots: Vec<Slot> = counted.iter().map(|&l| self.slot(l)).collect();
        let objects = inner.iter().any(|(_, kind)| *kind == Counting::Python)
            || counted.iter().any(|&l| self.types().counting(self.func.locals[l].ty) == Counting::Python);
        let state = objects.then(|| self.text_temp("PyGILState_STATE"));
        if let Some(state) = state {
            self.emit(StmtKind::Gil(GilOp::Ensure, state));
        }
        for (local, kind) in inner {
            self.emit(StmtKind::Decref { value: Operand::local(local), kind, nullable: true, kept: false });
        }
        if let (Some(count), false) = (count, counted.is_empty()) {
            let one = Operand::Const(Const::Int(1, common::LONGLONG));
            let last =
                self.compute(common::LONGLONG, Rvalue::Binary(CBinOp::Sub, count.count.clone(), one)).op;
            let counter = Operand::local(count.counter);
            let is_last = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, counter, last));
            let (hand_over, on) = (self.block(), self.block());
            self.branch(is_last.op, hand_over, on);
            self.enter(hand_over);
            for ((&local, slot), outer) in counted.iter().zip(&slots).zip(outer) {
                let (Slot::Var(inner), Slot::Var(outer)) = (slot, outer) else { continue };
                let ty = CTy::Ty(self.func.locals[local].ty);
                let swap = self.local(None, ty, LocalKind::Temp);
                self.set(swap, Operand::local(*outer));
                self.set(*outer, Operand::local(*inner));
                self.set(*inner, Operand::local(swap));
            }
            self.fall_into(on);
        }
        for (&local, slot) in counted.iter().zip(&slots) {
            let Slot::Var(inner) = slot else { continue };
            let kind = self.types().counting(self.func.locals[local].ty);
            self.emit(StmtKind::Decref { value: Operand::local(*inner), kind, nullable: true, kept: false });
        }
        if let Some(state) = state {
            self.emit(StmtKind::Gil(GilOp::Unensure, state));
        }
    }

    /// Behind the region: the exception, the jump, or `else`.
    #[allow(clippy::too_many_arguments, reason = "the ways a region was left belong together")]
    fn after_region(
        &mut self,
        par: MLocal,
        fails: bool,
        jumps: &[Jump],
        own: Jump,
        saved: &[(MLocal, MLocal)],
        orelse: &[Stmt],
        after: BlockId,
    ) {
        let field = |name: &str| Operand::Copy(Place::local(par).then(Proj::Field(name.into())));
        let leaves = jumps.iter().any(|j| *j != own);
        if fails || leaves {
            let why = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
            self.set(why, field("why"));
            let (left, on) = (self.block(), self.block());
            self.terminate(Terminator::If {
                cond: Operand::local(why),
                then: left,
                orelse: on,
                likely: Some(false),
            });
            self.enter(left);
            for &(variable, copy) in saved {
                self.set(variable, Operand::local(copy));
            }
            let arms: Vec<(i128, Jump, BlockId)> = jumps
                .iter()
                .enumerate()
                .filter(|(_, j)| **j != own)
                .map(|(i, j)| (i as i128 + 1, *j, self.block()))
                .collect();
            let error = self.cold_block();
            let targets = arms.iter().map(|(n, _, b)| (*n, *b)).collect();
            if fails || arms.is_empty() {
                self.terminate(Terminator::Switch {
                    value: Operand::local(why),
                    arms: targets,
                    default: error,
                });
                self.enter(error);
                let address = self.address_of(Place::local(par), "__cyrus_par *");
                self.call_plain("__cyrus_par_raise", vec![address], None);
                let line = self.local(None, CTy::Ty(common::INT), LocalKind::Temp);
                self.set(line, field("line"));
                self.emit(StmtKind::RestoreLine(line));
                let unwind = self.unwind_block();
                self.goto(unwind);
            } else {
                self.terminate(Terminator::Switch { value: Operand::local(why), arms: targets, default: on });
            }
            for (_, jump, block) in arms {
                self.enter(block);
                self.jump(jump);
            }
            self.enter(on);
        }
        self.block_stmts(orelse);
        self.fall_into(after);
    }

    /// Whether some block made since then goes to `target`.
    fn leads_to(&self, first_block: usize, target: BlockId) -> bool {
        self.body.blocks.iter().skip(first_block).any(|b| b.successors().contains(&target))
    }

    /// Variables of the function that blocks made since then write.
    fn written_since(&self, first_block: usize, private: &[MLocal]) -> Vec<MLocal> {
        let mut written = Vec::new();
        let mut note = |place: &Place| {
            if let mir::PlaceBase::Local(local) = place.base
                && !private.contains(&local)
                && !written.contains(&local)
            {
                written.push(local);
            }
        };
        for stmt in self.body.blocks.iter().skip(first_block).flat_map(|b| &b.stmts) {
            match &stmt.kind {
                StmtKind::Assign { dest, value } => {
                    note(dest);
                    if let Rvalue::AddressOf(place) = value {
                        note(place);
                    }
                }
                StmtKind::Call { dest: Some(place), .. }
                | StmtKind::Clear { place, .. }
                | StmtKind::CppDestroy { place, .. } => note(place),
                StmtKind::Unpack { dests, .. } => dests.iter().for_each(|&l| note(&Place::local(l))),
                _ => {}
            }
        }
        written
    }

    /// Whether blocks made since then take the GIL.
    fn uses_gil(&self, first_block: usize) -> bool {
        self.body
            .blocks
            .iter()
            .skip(first_block)
            .any(|b| b.stmts.iter().any(|s| matches!(s.kind, StmtKind::Gil(..))))
    }
}

/// The operator of a reduction clause.
fn reduction_op(op: hir::BinOp) -> CBinOp {
    match op {
        hir::BinOp::Mul => CBinOp::Mul,
        hir::BinOp::BitAnd => CBinOp::BitAnd,
        hir::BinOp::BitOr => CBinOp::BitOr,
        hir::BinOp::BitXor => CBinOp::BitXor,
        // Partial results of subtractions are added.
        _ => CBinOp::Add,
    }
}
