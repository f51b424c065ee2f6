//! Which counted locals hold NULL, surely or surely not, at each point.
//!
//! With that, checks for unbound variables go where the variable is surely bound, drops of what is surely
//! NULL go altogether, and other drops need no test. This is definite assignment; an unbound
//! variable that is read on every path keeps its check, which then always fails.

use crate::liveness::Liveness;
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use mir::{
    BlockId, Body, CBinOp, CTy, Const, ErrorCheck, LocalKind, MLocal, Operand, Place, Rvalue, Stmt, StmtKind,
    Terminator,
};

/// What is known of a local. The empty set of possibilities means that the point is not reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct State(u8);

const NULL: State = State(1);
const SET: State = State(2);
const ANY: State = State(3);

/// Runs once; `is_counted` says which types are pointers that may be NULL.
pub(crate) fn run(body: &mut Body, is_counted: &dyn Fn(&CTy) -> bool) {
    let liveness = Liveness::of(body);
    let tracked: Vec<bool> = body
        .locals
        .iter_ids()
        .map(|(id, decl)| is_counted(&decl.ty) && !liveness.addressed.contains(id))
        .collect();
    let mut states: Vec<Option<Vec<State>>> = vec![None; body.blocks.len()];
    states[body.entry().index()] = Some(entry_state(body, &tracked));
    let mut todo = vec![body.entry()];
    while let Some(id) = todo.pop() {
        let Some(mut state) = states[id.index()].clone() else { continue };
        let block = &body.blocks[id];
        let mut flow = |to: BlockId, state: &[State], todo: &mut Vec<BlockId>| {
            if join(&mut states[to.index()], state) {
                todo.push(to);
            }
        };
        for stmt in &block.stmts {
            if let Some(unwind) = stmt.unwind {
                flow(unwind, &state, &mut todo);
            }
            if let StmtKind::Parallel(region) = &stmt.kind {
                flow(region.entry, &state, &mut todo);
            }
            apply(stmt, &mut state, &tracked);
        }
        match &block.term {
            Terminator::If { cond, then, orelse, .. } => {
                let (mut yes, mut no) = (state.clone(), state);
                if let Some((local, if_true)) = null_test(block, cond, &tracked) {
                    yes[local.index()] = if_true;
                    no[local.index()] = if if_true == NULL { SET } else { NULL };
                }
                flow(*then, &yes, &mut todo);
                flow(*orelse, &no, &mut todo);
            }
            term => {
                if let Terminator::Yield { sent, .. } = term {
                    state[sent.index()] = ANY;
                }
                for next in term.successors() {
                    flow(next, &state, &mut todo);
                }
            }
        }
    }
    for id in body.blocks.ids() {
        let Some(mut state) = states[id.index()].take() else { continue };
        let mut kept = Vec::new();
        for mut stmt in std::mem::take(&mut body.blocks[id].stmts) {
            let keep = improve(&mut stmt, &state);
            apply(&stmt, &mut state, &tracked);
            if keep {
                kept.push(stmt);
            }
        }
        body.blocks[id].stmts = kept;
    }
}

fn entry_state(body: &Body, tracked: &[bool]) -> Vec<State> {
    body.locals
        .iter_ids()
        .map(|(id, decl)| match decl.kind {
            _ if !tracked[id.index()] => ANY,
            LocalKind::Param => ANY,
            _ if decl.zeroed => NULL,
            // A generator's parameter, in its frame since it was made.
            _ if decl.frame_field.is_some() => SET,
            // Not written yet: whatever is read later has been written first.
            _ => State(0),
        })
        .collect()
}

/// Adds the states of another path; whether anything is new.
fn join(into: &mut Option<Vec<State>>, from: &[State]) -> bool {
    let Some(into) = into else {
        *into = Some(from.to_vec());
        return true;
    };
    let mut changed = false;
    for (to, from) in into.iter_mut().zip(from) {
        changed |= to.0 | from.0 != to.0;
        to.0 |= from.0;
    }
    changed
}

fn of_operand(operand: &Operand, state: &[State]) -> State {
    match operand {
        Operand::Const(Const::Null) => NULL,
        Operand::Const(_) => SET,
        Operand::Copy(place) => place.as_local().map_or(ANY, |l| state[l.index()]),
    }
}

/// The effect of a statement that succeeds.
fn apply(stmt: &Stmt, state: &mut [State], tracked: &[bool]) {
    let mut set = |local: MLocal, value: State| {
        if tracked[local.index()] {
            state[local.index()] = value;
        }
    };
    match &stmt.kind {
        StmtKind::Assign { dest, value } => {
            let Some(local) = dest.as_local() else { return };
            let known = match value {
                Rvalue::Use(operand) | Rvalue::Cast(_, operand) => of_operand(operand, state),
                Rvalue::AddressOf(_) => SET,
                Rvalue::Select(_, a, b) => State(of_operand(a, state).0 | of_operand(b, state).0),
                Rvalue::Unary(..) | Rvalue::Binary(..) | Rvalue::Aggregate(..) | Rvalue::CppConstruct(..) => {
                    ANY
                }
            };
            if tracked[local.index()] {
                state[local.index()] = if known == State(0) { ANY } else { known };
            }
        }
        StmtKind::Call { dest: Some(dest), error, .. } => {
            if let Some(local) = dest.as_local() {
                set(local, if *error == ErrorCheck::Null { SET } else { ANY });
            }
        }
        StmtKind::Clear { place, .. } => {
            if let Some(local) = place.as_local() {
                set(local, NULL);
            }
        }
        StmtKind::CheckBound { place, .. } => {
            if let Some(local) = place.as_local() {
                set(local, SET);
            }
        }
        StmtKind::ParseArgs { spec: _, dests, star, double_star } => {
            for local in dests.iter().chain(star).chain(double_star) {
                set(*local, ANY);
            }
        }
        StmtKind::Unpack { dests, .. } => {
            for local in dests {
                set(*local, SET);
            }
        }
        StmtKind::Call { dest: None, .. }
        | StmtKind::Incref { .. }
        | StmtKind::Decref { .. }
        | StmtKind::CppDestroy { .. }
        | StmtKind::Gil(..)
        | StmtKind::Traceback { .. }
        | StmtKind::WriteUnraisable { .. }
        | StmtKind::Fail { .. }
        | StmtKind::SaveLine(_)
        | StmtKind::RestoreLine(_)
        | StmtKind::Nop => {}
        // The region may have set what it does not declare itself.
        StmtKind::Parallel(_) => {
            for (state, _) in state.iter_mut().zip(tracked).filter(|(_, t)| **t) {
                *state = ANY;
            }
        }
    }
}

/// Makes a statement cheaper; whether it is still needed.
fn improve(stmt: &mut Stmt, state: &[State]) -> bool {
    let known = |place: &Place| place.as_local().map_or(ANY, |l| state[l.index()]);
    match &mut stmt.kind {
        StmtKind::CheckBound { place, .. } => known(place) != SET,
        StmtKind::Clear { place, .. } => known(place) != NULL,
        StmtKind::Incref { value: Operand::Copy(place), nullable, .. }
        | StmtKind::Decref { value: Operand::Copy(place), nullable, .. }
            if *nullable =>
        {
            match known(place) {
                NULL => return false,
                SET => *nullable = false,
                _ => {}
            }
            true
        }
        _ => true,
    }
}

/// `x == NULL` or `x != NULL` that decides a branch: the local, and what it is if the condition holds.
fn null_test(block: &mir::Block, cond: &Operand, tracked: &[bool]) -> Option<(MLocal, State)> {
    let Operand::Copy(cond) = cond else { return None };
    let cond = cond.as_local()?;
    // The condition is what the block computes last.
    let StmtKind::Assign { dest, value } = &block.stmts.last()?.kind else { return None };
    let Rvalue::Binary(op, Operand::Copy(place), Operand::Const(Const::Null)) = value else { return None };
    let local = place.as_local().filter(|l| tracked[l.index()])?;
    match op {
        _ if dest.as_local() != Some(cond) => None,
        CBinOp::Eq => Some((local, NULL)),
        CBinOp::Ne => Some((local, SET)),
        _ => None,
    }
}
