//! Locals that need not count: while they refer to an object, nothing is dropped.
//!
//! A local may borrow when each of its values is a copy that the lowering counted (or a move from such a local),
//! and when from each copy up to the drop nothing runs that can drop a reference, change what is counted,
//! or look at counts (a *barrier*). Then whatever kept the object alive when the copy was made still does at every use, and
//! the object dies when it would have died; the counting of the copy and its drop go.
//!
//! Barriers are drops of other references, C++ objects, changes of the GIL, and calls: except of functions that, by
//! this analysis, have no barrier themselves (they are *quiet*). All candidates are assumed to borrow and all
//! functions to be quiet at first; what contradicts itself is taken out until nothing does.
//!
//! That all drops of a local are seen is checked too: a local that owns something where the body returns, or where it
//! is overwritten, gave it away in a manner not followed here, and is no candidate.

use super::calls::Calls;
use super::is_scalar_text;
use crate::liveness::Liveness;
use crate::walk::{Use, stmt_uses};
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use cyrus_rt_abi::{Param, rt_fn};
use cyrus_types::{Capability, Counting};
use mir::{
    Body, BodyAbi, CBinOp, CTy, Callee, Const, LocalKind, MLocal, Operand, Place, PlaceBase, Program, Proj,
    Rvalue, Stmt, StmtKind, Terminator,
};
use rustc_hash::FxHashSet;

pub(super) fn run(calls: &Calls<'_>, program: &mut Program) {
    let mut quiet: Vec<bool> = program.bodies.iter().map(|b| b.abi == BodyAbi::C).collect();
    let mut borrowing: Vec<Vec<bool>> = program.bodies.iter().map(|b| candidates(calls, b)).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for (id, body) in program.bodies.iter_ids() {
            let at = id.index();
            if !quiet[at] && !borrowing[at].contains(&true) {
                continue;
            }
            let mut analysis = Analysis { calls, body, quiet: &quiet, borrows: &mut borrowing[at] };
            changed |= analysis.settle();
            if quiet[at] && analysis.has_barrier() {
                quiet[at] = false;
                changed = true;
            }
        }
    }
    for (body, borrows) in program.bodies.iter_mut().zip(&borrowing) {
        if borrows.contains(&true) {
            rewrite(body, borrows);
        }
    }
}

/// Locals that could borrow as far as their declarations say.
fn candidates(calls: &Calls<'_>, body: &Body) -> Vec<bool> {
    let none = vec![false; body.locals.len()];
    let is_reference = |ty: &CTy| match ty {
        CTy::Ty(ty) => {
            calls.types.counting(*ty) == Counting::Cyp
                && calls.types.as_cyp(*ty).is_some_and(|c| c.cap != Capability::Weak)
        }
        CTy::Text(_) => false,
    };
    let has_regions =
        body.blocks.iter().flat_map(|b| &b.stmts).any(|s| matches!(s.kind, StmtKind::Parallel(_)));
    if has_regions || !matches!(body.abi, BodyAbi::C | BodyAbi::Fastcall | BodyAbi::NoArgs | BodyAbi::OneArg)
    {
        return none;
    }
    if !body.locals.iter().any(|decl| is_reference(&decl.ty)) {
        return none;
    }
    let addressed = Liveness::of(body).addressed;
    body.locals
        .iter_ids()
        .map(|(id, decl)| {
            decl.kind != LocalKind::Param
                && !body.params.contains(&id)
                && decl.frame_field.is_none()
                && is_reference(&decl.ty)
                && !addressed.contains(id)
        })
        .collect()
}

/// What a local may own at a point, by the naive counts.
type Owns = u8;
const NOTHING: Owns = 1;
const SOMETHING: Owns = 2;

struct Analysis<'a, 'm> {
    calls: &'a Calls<'m>,
    body: &'a Body,
    quiet: &'a [bool],
    borrows: &'a mut [bool],
}

impl Analysis<'_, '_> {
    /// Takes out candidates until the rest agrees; whether any went.
    fn settle(&mut self) -> bool {
        let before = self.count();
        loop {
            let count = self.count();
            if count == 0 {
                break;
            }
            self.judge_statements();
            self.judge_flow();
            if self.count() == count {
                break;
            }
        }
        self.count() != before
    }

    fn count(&self) -> usize {
        self.borrows.iter().filter(|b| **b).count()
    }

    fn is_borrowing(&self, local: MLocal) -> bool {
        self.borrows[local.index()]
    }

    /// Each statement by itself: how values come into the local and leave it.
    fn judge_statements(&mut self) {
        for block in self.body.blocks.iter() {
            let copies = copies(&block.stmts);
            for (at, stmt) in block.stmts.iter().enumerate() {
                let mut refuse: Vec<MLocal> = Vec::new();
                match &stmt.kind {
                    StmtKind::Assign { dest, value } => {
                        let counted = copies.iter().any(|c| c.assign == at);
                        let source = match value {
                            Rvalue::Use(Operand::Copy(place)) => place.as_local(),
                            _ => None,
                        };
                        if let Some(local) = dest.as_local() {
                            let moved = source.is_some_and(|s| self.is_borrowing(s));
                            let null = matches!(value, Rvalue::Use(Operand::Const(Const::Null)));
                            if !(counted || moved || null) {
                                refuse.push(local);
                            }
                        }
                        if let Some(source) = source
                            && !counted
                            && !dest.as_local().is_some_and(|d| self.is_borrowing(d))
                        {
                            refuse.push(source);
                        }
                    }
                    StmtKind::Call { callee, args, .. } => {
                        let takes = |i: usize| match callee {
                            Callee::Runtime(name) => rt_fn(name).is_none_or(|f| {
                                matches!(f.params.get(i), None | Some(Param::Steal | Param::StealOrNull))
                            }),
                            Callee::Build(_) | Callee::NewGenerator { .. } => true,
                            _ => false,
                        };
                        for (i, arg) in args.iter().enumerate() {
                            if let Operand::Copy(place) = arg
                                && let Some(local) = place.as_local()
                                && takes(i)
                            {
                                refuse.push(local);
                            }
                        }
                        written(stmt, &mut refuse);
                    }
                    StmtKind::Decref { .. } | StmtKind::Clear { .. } | StmtKind::Incref { .. } => {}
                    _ => written(stmt, &mut refuse),
                }
                for local in refuse {
                    self.borrows[local.index()] = false;
                }
            }
            if let Terminator::Yield { value, sent, .. } = &block.term {
                self.borrows[sent.index()] = false;
                if let Operand::Copy(place) = value
                    && let Some(local) = place.as_local()
                {
                    self.borrows[local.index()] = false;
                }
            }
        }
    }

    /// Follows what candidates own: none may own anything at a barrier, when it gets a value, or at the end.
    fn judge_flow(&mut self) {
        let entry: Vec<Owns> = vec![NOTHING; self.body.locals.len()];
        let mut states: Vec<Option<Vec<Owns>>> = vec![None; self.body.blocks.len()];
        states[self.body.entry().index()] = Some(entry);
        let mut todo = vec![self.body.entry()];
        while let Some(id) = todo.pop() {
            let Some(mut state) = states[id.index()].clone() else { continue };
            let block = &self.body.blocks[id];
            let copies = copies(&block.stmts);
            let mut flow = |to: mir::BlockId, state: &[Owns]| {
                let known = &mut states[to.index()];
                match known {
                    None => *known = Some(state.to_vec()),
                    Some(known) => {
                        let mut grows = false;
                        for (known, new) in known.iter_mut().zip(state) {
                            grows |= *new & !*known != 0;
                            *known |= new;
                        }
                        if !grows {
                            return;
                        }
                    }
                }
                todo.push(to);
            };
            for (at, stmt) in block.stmts.iter().enumerate() {
                self.step(at, stmt, &copies, &mut state);
                if let Some(unwind) = stmt.unwind {
                    flow(unwind, &state);
                }
            }
            match &block.term {
                Terminator::If { cond, then, orelse, .. } => {
                    let (mut yes, mut no) = (state.clone(), state);
                    if let Some((local, null_if_true)) = null_test(&block.stmts, cond) {
                        let side = if null_if_true { &mut yes } else { &mut no };
                        side[local.index()] = NOTHING;
                    }
                    flow(*then, &yes);
                    flow(*orelse, &no);
                }
                Terminator::Return(value) => {
                    if let Some(Operand::Copy(place)) = value
                        && let Some(local) = place.as_local()
                    {
                        state[local.index()] = NOTHING;
                    }
                    self.refuse_owners(&state);
                }
                Terminator::Yield { .. } => self.refuse_owners(&state),
                term => term.successors().into_iter().for_each(|next| flow(next, &state)),
            }
        }
    }

    fn refuse_owners(&mut self, state: &[Owns]) {
        for (borrows, owns) in self.borrows.iter_mut().zip(state) {
            if owns & SOMETHING != 0 {
                *borrows = false;
            }
        }
    }

    fn step(&mut self, at: usize, stmt: &Stmt, copies: &[CountedCopy], state: &mut [Owns]) {
        match &stmt.kind {
            StmtKind::Decref { value: Operand::Copy(place), .. } | StmtKind::Clear { place, .. }
                if place.as_local().is_some_and(|l| self.is_borrowing(l)) =>
            {
                if let Some(local) = place.as_local() {
                    state[local.index()] = NOTHING;
                }
                return;
            }
            StmtKind::Assign { dest, value } => {
                let source = match value {
                    Rvalue::Use(Operand::Copy(place)) => place.as_local(),
                    _ => None,
                };
                let counted = copies.iter().any(|c| c.assign == at);
                // A move out of another candidate comes first: `old = x` with `x` on both sides.
                let moved = source
                    .filter(|s| !counted && self.is_borrowing(*s))
                    .map(|source| std::mem::replace(&mut state[source.index()], NOTHING));
                if let Some(local) = dest.as_local()
                    && self.is_borrowing(local)
                {
                    if state[local.index()] & SOMETHING != 0 {
                        self.borrows[local.index()] = false;
                    }
                    state[local.index()] = match moved {
                        Some(owns) => owns,
                        None if counted => SOMETHING,
                        None => NOTHING,
                    };
                    return;
                }
            }
            _ => {}
        }
        if self.is_barrier(stmt) {
            self.refuse_owners(state);
        }
    }

    /// Whether a statement may drop a reference that counts, or look at counts.
    fn is_barrier(&self, stmt: &Stmt) -> bool {
        match &stmt.kind {
            StmtKind::Assign { dest, value } => !self.is_scalar_assign(dest, value),
            StmtKind::Call { callee, .. } => match callee {
                Callee::Runtime(name) => name == "__cyrus_cyp_count" || rt_fn(name).is_none_or(|f| !f.pure),
                Callee::CArith { .. } => false,
                Callee::CFunc(_) | Callee::Body(_) | Callee::Cyp { .. } => !self
                    .calls
                    .targets(callee)
                    .is_some_and(|targets| targets.iter().all(|t| self.quiet[t.index()])),
                _ => true,
            },
            StmtKind::Decref { value, .. } => match value {
                Operand::Copy(place) => !place.as_local().is_some_and(|l| self.is_borrowing(l)),
                Operand::Const(_) => false,
            },
            StmtKind::Clear { place, .. } => !place.as_local().is_some_and(|l| self.is_borrowing(l)),
            StmtKind::CppDestroy { .. }
            | StmtKind::Gil(..)
            | StmtKind::ParseArgs { .. }
            | StmtKind::Unpack { .. }
            | StmtKind::WriteUnraisable { .. }
            | StmtKind::Parallel(_) => true,
            StmtKind::Incref { .. }
            | StmtKind::CheckBound { .. }
            | StmtKind::Traceback { .. }
            | StmtKind::Fail { .. }
            | StmtKind::SaveLine(_)
            | StmtKind::RestoreLine(_)
            | StmtKind::Nop => false,
        }
    }

    fn is_scalar_assign(&self, dest: &Place, value: &Rvalue) -> bool {
        let types = self.calls.types;
        let known = |place: &Place| match place.proj.last() {
            None => match place.base {
                PlaceBase::Local(local) => Some(is_scalar_text(types, &self.body.locals[local].ty)),
                _ => None,
            },
            Some(Proj::CypField { .. }) => self.calls.place_is_scalar(self.body, place),
            Some(Proj::Element(ty)) => Some(super::is_scalar(types, *ty)),
            _ => None,
        };
        if known(dest) == Some(true) {
            return !matches!(value, Rvalue::CppConstruct(..));
        }
        match value {
            Rvalue::Use(Operand::Copy(place)) => known(place) == Some(true) && known(dest).is_none(),
            Rvalue::Use(Operand::Const(_)) | Rvalue::Unary(..) | Rvalue::Binary(..) => known(dest).is_none(),
            _ => false,
        }
    }

    fn has_barrier(&self) -> bool {
        self.body.blocks.iter().any(|block| {
            matches!(block.term, Terminator::Yield { .. }) || block.stmts.iter().any(|s| self.is_barrier(s))
        })
    }
}

/// Locals that a statement writes.
fn written(stmt: &Stmt, to: &mut Vec<MLocal>) {
    stmt_uses(stmt, &mut |local, u| {
        if matches!(u, Use::Write | Use::PartialWrite) {
            to.push(local);
        }
    });
}

/// An `incref` and the assignment that it was written for.
pub(super) struct CountedCopy {
    incref: usize,
    pub(super) assign: usize,
}

/// The counted copies of a block. Between the two statements of one only locals that the source does not mention are
/// assigned.
pub(super) fn copies(stmts: &[Stmt]) -> Vec<CountedCopy> {
    let mut found: Vec<CountedCopy> = Vec::new();
    for (assign, stmt) in stmts.iter().enumerate() {
        let StmtKind::Assign { value: Rvalue::Use(source @ Operand::Copy(place)), .. } = &stmt.kind else {
            continue;
        };
        for incref in (0..assign).rev() {
            match &stmts[incref].kind {
                StmtKind::Incref { value, kind: Counting::Cyp, .. } => {
                    if value == source && !found.iter().any(|c| c.incref == incref) {
                        found.push(CountedCopy { incref, assign });
                        break;
                    }
                }
                StmtKind::Assign { dest, .. } if dest.as_local().is_some_and(|d| !mentions(place, d)) => {}
                StmtKind::Nop => {}
                _ => break,
            }
        }
    }
    found
}

fn mentions(place: &Place, local: MLocal) -> bool {
    place.base == PlaceBase::Local(local)
        || place.proj.iter().any(|step| match step {
            Proj::Index(Operand::Copy(index)) => mentions(index, local),
            _ => false,
        })
}

/// `x == NULL` or `x != NULL` that a branch decides on: the local, and whether it is NULL when that holds.
fn null_test(before: &[Stmt], cond: &Operand) -> Option<(MLocal, bool)> {
    let Operand::Copy(cond) = cond else { return None };
    let StmtKind::Assign { dest, value } = &before.last()?.kind else { return None };
    let Rvalue::Binary(op, Operand::Copy(tested), Operand::Const(Const::Null)) = value else { return None };
    if dest != cond {
        return None;
    }
    match op {
        CBinOp::Eq => Some((tested.as_local()?, true)),
        CBinOp::Ne => Some((tested.as_local()?, false)),
        _ => None,
    }
}

/// Takes the counting of borrowing locals away.
fn rewrite(body: &mut Body, borrows: &[bool]) {
    let is = |place: &Place| place.as_local().is_some_and(|l| borrows[l.index()]);
    for block in body.blocks.iter_mut() {
        let mut gone: FxHashSet<usize> = FxHashSet::default();
        for copy in copies(&block.stmts) {
            if let StmtKind::Assign { dest, .. } = &block.stmts[copy.assign].kind
                && is(dest)
            {
                gone.insert(copy.incref);
            }
        }
        for (at, stmt) in block.stmts.iter_mut().enumerate() {
            match &mut stmt.kind {
                StmtKind::Decref { value: Operand::Copy(place), .. } if is(place) => {
                    gone.insert(at);
                }
                StmtKind::Clear { place, .. } if is(place) => {
                    let dest = place.clone();
                    stmt.kind = StmtKind::Assign { dest, value: Rvalue::Use(Operand::Const(Const::Null)) };
                }
                _ => {}
            }
        }
        let mut at = 0;
        block.stmts.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
        if let Terminator::Return(Some(value @ Operand::Copy(_))) = &block.term
            && let Operand::Copy(place) = value
            && is(place)
        {
            let kind = StmtKind::Incref { value: value.clone(), kind: Counting::Cyp, nullable: true };
            block.stmts.push(Stmt { kind, span: block.term_span, unwind: None });
        }
    }
}
