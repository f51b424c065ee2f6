//! Locks held for so short that nothing is dropped meanwhile.
//!
//! A thread says that it holds a lock, since what it drops then may be a part of the locked object, which must not be noted
//! as the beginning of a possible cycle. Where no reference is dropped between taking a writer's lock and giving it
//! back, nobody asks: the two counts are saved, which otherwise wait in the processor's store buffer
//! for the locked instruction that frees the lock.
//!
//! In: `enter` and the `unlock`s that end it. Out: their `brief` forms, where all that lies between only reads and
//! writes scalars, or calls functions that do only that.

use super::calls::Calls;
use cyrus_mir as mir;
use mir::{
    BlockId, Body, BodyId, Callee, Operand, Place, PlaceBase, Program, Rvalue, Stmt, StmtKind, Terminator,
};
use rustc_hash::{FxHashMap, FxHashSet};

const ENTER: &str = "__cyrus_cyp_enter";
const UNLOCK: &str = "__cyrus_cyp_unlock";

pub(super) fn run(calls: &Calls<'_>, program: &mut Program) {
    let enters = |body: &Body| {
        body.blocks.iter().flat_map(|b| &b.stmts).any(|s| called(s).is_some_and(|c| c.0 == ENTER))
    };
    let bodies: Vec<BodyId> = program.bodies.ids().filter(|&id| enters(&program.bodies[id])).collect();
    if bodies.is_empty() {
        return;
    }
    let quiet = quiet_bodies(calls, program);
    for id in bodies {
        let sections = sections(&program.bodies[id], |body, stmt| is_quiet(calls, &quiet, body, stmt));
        let body = &mut program.bodies[id];
        for (enter, unlocks) in sections {
            rename(body, enter, "__cyrus_cyp_enter_brief");
            for unlock in unlocks {
                rename(body, unlock, "__cyrus_cyp_unlock_brief");
            }
        }
    }
}

/// A statement: its block, and its number there.
type Point = (BlockId, usize);

fn rename(body: &mut Body, (block, at): Point, to: &str) {
    if let StmtKind::Call { callee: Callee::Runtime(name), .. } = &mut body.blocks[block].stmts[at].kind {
        *name = to.into();
    }
}

/// The function of the runtime that a statement calls with one argument.
fn called(stmt: &Stmt) -> Option<(&str, &Operand)> {
    match &stmt.kind {
        StmtKind::Call { callee: Callee::Runtime(name), args, .. } if args.len() == 1 => {
            Some((name, &args[0]))
        }
        _ => None,
    }
}

// ---- what lies between

/// The lock that was taken last, and is held.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    None,
    Held(Point),
    /// Not the same on all ways here.
    Unknown,
}

/// The locks that are held over quiet statements only: where each is taken, and where it is given back.
fn sections(body: &Body, quiet: impl Fn(&Body, &Stmt) -> bool) -> FxHashMap<Point, FxHashSet<Point>> {
    let mut found: FxHashMap<Point, FxHashSet<Point>> = FxHashMap::default();
    let mut refused: FxHashSet<Point> = FxHashSet::default();
    let mut states: FxHashMap<BlockId, State> = FxHashMap::from_iter([(body.entry(), State::None)]);
    let mut left = vec![body.entry()];
    while let Some(id) = left.pop() {
        let block = &body.blocks[id];
        let mut state = states[&id];
        let mut flows: Vec<(BlockId, State)> = Vec::new();
        for (at, stmt) in block.stmts.iter().enumerate() {
            flows.extend(stmt.unwind.map(|to| (to, state)));
            match (called(stmt), state) {
                (Some((ENTER, _)), _) => {
                    if let State::Held(outer) = state {
                        refused.insert(outer);
                    }
                    state = State::Held((id, at));
                    found.entry((id, at)).or_default();
                }
                (Some((UNLOCK, object)), State::Held(enter)) => {
                    if called(&body.blocks[enter.0].stmts[enter.1]).is_some_and(|c| c.1 == object) {
                        found.entry(enter).or_default().insert((id, at));
                    } else {
                        refused.insert(enter);
                    }
                    state = State::None;
                }
                (_, State::Held(enter)) if !quiet(body, stmt) => {
                    refused.insert(enter);
                }
                _ => {}
            }
            if let StmtKind::Parallel(region) = &stmt.kind {
                flows.push((region.entry, State::Unknown));
            }
        }
        if let State::Held(enter) = state
            && matches!(block.term, Terminator::Yield { .. } | Terminator::Return(_))
        {
            refused.insert(enter);
        }
        flows.extend(block.term.successors().into_iter().map(|to| (to, state)));
        for (to, state) in flows {
            let joined = match states.get(&to) {
                None => state,
                Some(&known) if known == state => continue,
                Some(&known) => {
                    refused.extend([known, state].into_iter().filter_map(|s| match s {
                        State::Held(enter) => Some(enter),
                        State::None | State::Unknown => None,
                    }));
                    if known == State::Unknown {
                        continue;
                    }
                    State::Unknown
                }
            };
            states.insert(to, joined);
            left.push(to);
        }
    }
    // What was found before two ways met may not be all.
    found.retain(|enter, _| !refused.contains(enter));
    found
}

/// The bodies that drop no reference, and call none that might.
fn quiet_bodies(calls: &Calls<'_>, program: &Program) -> FxHashSet<BodyId> {
    let mut quiet: FxHashSet<BodyId> = program.bodies.ids().collect();
    loop {
        let before = quiet.len();
        for id in program.bodies.ids() {
            let body = &program.bodies[id];
            let mut stmts = body.blocks.iter().flat_map(|b| &b.stmts);
            if quiet.contains(&id) && !stmts.all(|stmt| is_quiet(calls, &quiet, body, stmt)) {
                quiet.remove(&id);
            }
        }
        if quiet.len() == before {
            return quiet;
        }
    }
}

/// Whether a statement drops no reference, waits for nobody and has no effects but on scalars.
fn is_quiet(calls: &Calls<'_>, quiet: &FxHashSet<BodyId>, body: &Body, stmt: &Stmt) -> bool {
    let scalar = |place: &Place| match (&place.base, calls.place_is_scalar(body, place)) {
        (_, Some(scalar)) => scalar,
        // A type that only C knows.
        (PlaceBase::Local(_), None) => place.proj.is_empty(),
        (_, None) => false,
    };
    match &stmt.kind {
        StmtKind::Assign { dest, value } => scalar(dest) && !matches!(value, Rvalue::CppConstruct(..)),
        StmtKind::Call { dest, callee, .. } => {
            dest.as_ref().is_none_or(scalar)
                && calls.targets(callee).is_some_and(|all| all.iter().all(|id| quiet.contains(id)))
        }
        StmtKind::Incref { .. } | StmtKind::SaveLine(_) | StmtKind::RestoreLine(_) | StmtKind::Nop => true,
        StmtKind::Decref { .. }
        | StmtKind::Clear { .. }
        | StmtKind::CppDestroy { .. }
        | StmtKind::CheckBound { .. }
        | StmtKind::Gil(..)
        | StmtKind::ParseArgs { .. }
        | StmtKind::Traceback { .. }
        | StmtKind::WriteUnraisable { .. }
        | StmtKind::Fail { .. }
        | StmtKind::Unpack { .. }
        | StmtKind::Parallel(_) => false,
    }
}
