//! Locals that nobody reads any more do not stand in the way of `consume`.
//!
//! A check at run time counts every reference into the graph, also those of locals that only wait for the end of their
//! function: of a builder's last node, say. Before the check such a local gives its reference back, where it is not the only
//! one to its object: no object dies earlier for it, so nobody sees a difference but the check. What is read by
//! a handler of the check's error is still needed. A local with one value is a name for
//! an object, which programs may well keep on purpose: it holds on, as it does in Cython+. The variable of a loop is none: it goes
//! from one object to the next.

use crate::liveness::{Set, before_term};
use crate::walk::{Use, stmt_uses};
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use cyrus_types::{Capability, Counting, Types};
use mir::{
    BlockId, Body, CTy, Callee, ErrorCheck, LocalKind, MLocal, Operand, Place, Program, Rvalue, Stmt,
    StmtKind,
};

const CHECKS: [&str; 3] =
    ["__cyrus_cyp_consume", "__cyrus_cyp_consume_with_parts", "__cyrus_cyp_consume_part"];
const LET_GO: &str = "__cyrus_cyp_let_go";

pub(super) fn run(types: &Types, program: &mut Program) {
    for body in program.bodies.iter_mut() {
        let counted = |local: MLocal| match body.locals[local].ty {
            CTy::Ty(ty) => {
                types.counting(ty) == Counting::Cyp
                    && types.as_cyp(ty).is_some_and(|c| c.cap == Capability::Local)
            }
            CTy::Text(_) => false,
        };
        let freed = freed(body, &counted);
        insert(body, freed);
    }
}

/// What a statement looks at, if it is such a check.
fn checked(stmt: &Stmt) -> Option<&Operand> {
    match &stmt.kind {
        StmtKind::Call { callee: Callee::Runtime(name), args, .. } if CHECKS.contains(&name.as_str()) => {
            args.first()
        }
        _ => None,
    }
}

/// Variables that own a plain reference, as `counted` says, and that only statements change.
fn candidates(body: &Body, counted: &dyn Fn(MLocal) -> bool) -> Vec<MLocal> {
    let has_regions =
        body.blocks.iter().flat_map(|b| &b.stmts).any(|s| matches!(s.kind, StmtKind::Parallel(_)));
    if has_regions || body.frame.is_some() {
        return Vec::new();
    }
    let addressed = crate::liveness::Liveness::of(body).addressed;
    body.locals
        .iter_ids()
        .filter(|(id, decl)| {
            decl.kind == LocalKind::Variable
                && decl.zeroed
                && !body.params.contains(id)
                && decl.frame_field.is_none()
                && !addressed.contains(*id)
                && counted(*id)
        })
        .map(|(id, _)| id)
        .collect()
}

/// Where each local gets a value.
fn writes(body: &Body) -> Vec<Vec<BlockId>> {
    let mut writes = vec![Vec::new(); body.locals.len()];
    for (id, stmt) in body.blocks.iter_ids().flat_map(|(id, b)| b.stmts.iter().map(move |s| (id, s))) {
        if matches!(
            &stmt.kind,
            StmtKind::Assign { value: Rvalue::Use(Operand::Const(_)), .. } | StmtKind::Clear { .. }
        ) {
            continue;
        }
        stmt_uses(stmt, &mut |local, how| {
            if how == Use::Write {
                writes[local.index()].push(id);
            }
        });
    }
    writes
}

/// Whether a local goes along what a function builds or looks at: it gets a value at more than one place, or in a loop that is over
/// where the check is made.
fn moves(body: &Body, writes: &[BlockId], check: BlockId) -> bool {
    match *writes {
        [] => false,
        [one] => one != check && comes_back(body, one, check),
        _ => true,
    }
}

/// Whether a block runs again without another one having run.
fn comes_back(body: &Body, block: BlockId, without: BlockId) -> bool {
    let mut seen = vec![false; body.blocks.len()];
    let mut todo: Vec<BlockId> = body.blocks[block].term.successors().into_iter().collect();
    while let Some(id) = todo.pop() {
        if id == block {
            return true;
        }
        if id != without && !std::mem::replace(&mut seen[id.index()], true) {
            todo.extend(body.blocks[id].term.successors());
        }
    }
    false
}

/// A check, and the locals that it finds without their reference.
pub(crate) struct Freed {
    pub(crate) block: BlockId,
    pub(crate) at: usize,
    pub(crate) locals: Vec<MLocal>,
}

/// All checks of a body; in a block the last one first.
pub(crate) fn freed(body: &Body, counted: &dyn Fn(MLocal) -> bool) -> Vec<Freed> {
    let mut found = Vec::new();
    if !body.blocks.iter().flat_map(|b| &b.stmts).any(|s| checked(s).is_some()) {
        return found;
    }
    let candidates = candidates(body, counted);
    if candidates.is_empty() {
        return found;
    }
    let needed = needed(body);
    let writes = writes(body);
    for id in body.blocks.ids() {
        let block = &body.blocks[id];
        let mut live = out_of(body, id, &needed);
        for (at, stmt) in block.stmts.iter().enumerate().rev() {
            if let Some(value) = checked(stmt) {
                let mut kept = live.clone();
                if let Some(unwind) = stmt.unwind {
                    kept.add(&needed[unwind.index()]);
                }
                let moved = sources(&block.stmts[..at], value);
                let free = |local: &MLocal| {
                    !kept.contains(*local)
                        && !moved.contains(local)
                        && moves(body, &writes[local.index()], id)
                };
                let locals = candidates.iter().copied().filter(free).collect();
                found.push(Freed { block: id, at, locals });
            }
            before(stmt, &mut live, &needed);
        }
    }
    found
}

fn insert(body: &mut Body, freed: Vec<Freed>) {
    for Freed { block, at, locals } in freed {
        let stmts = &mut body.blocks[block].stmts;
        let span = stmts[at].span;
        let calls = locals.into_iter().map(|local| Stmt {
            kind: StmtKind::Call {
                dest: Some(Place::local(local)),
                callee: Callee::Runtime(LET_GO.into()),
                args: vec![Operand::local(local)],
                error: ErrorCheck::None,
            },
            span,
            unwind: None,
        });
        stmts.splice(at..at, calls);
    }
}

/// The locals that a checked value was moved from, in the statements before the check: its reference is theirs.
fn sources(before: &[Stmt], value: &Operand) -> Vec<MLocal> {
    let mut found: Vec<MLocal> = whole(value).into_iter().collect();
    for stmt in before.iter().rev() {
        if let StmtKind::Assign { dest, value: Rvalue::Use(from) } = &stmt.kind
            && dest.as_local().is_some_and(|dest| found.last() == Some(&dest))
            && let Some(from) = whole(from)
        {
            found.push(from);
        }
    }
    found
}

fn whole(operand: &Operand) -> Option<MLocal> {
    match operand {
        Operand::Copy(place) => place.as_local(),
        Operand::Const(_) => None,
    }
}

/// The locals whose value is needed at the start of each block, by more than its drop.
fn needed(body: &Body) -> Vec<Set> {
    let mut needed = vec![Set::new(body.locals.len()); body.blocks.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for id in body.blocks.ids().collect::<Vec<_>>().into_iter().rev() {
            let mut live = out_of(body, id, &needed);
            for stmt in body.blocks[id].stmts.iter().rev() {
                before(stmt, &mut live, &needed);
            }
            changed |= needed[id.index()].add(&live);
        }
    }
    needed
}

fn out_of(body: &Body, id: BlockId, needed: &[Set]) -> Set {
    let block = &body.blocks[id];
    let mut live = Set::new(body.locals.len());
    for next in block.term.successors() {
        live.add(&needed[next.index()]);
    }
    before_term(&block.term, &mut live);
    live
}

/// From after a statement to before it.
fn before(stmt: &Stmt, live: &mut Set, needed: &[Set]) {
    match &stmt.kind {
        StmtKind::Decref { .. } | StmtKind::Clear { .. } => {
            stmt_uses(stmt, &mut |local, how| {
                if how == Use::Write {
                    live.remove(local);
                }
            });
            return;
        }
        // A copy of what is not needed is not needed itself: `old = x` before `x` gets another value.
        StmtKind::Assign { dest, value: Rvalue::Use(value) } => {
            if let (Some(dest), Some(source)) = (dest.as_local(), whole(value)) {
                if live.contains(dest) {
                    live.remove(dest);
                    live.insert(source);
                }
                return;
            }
        }
        _ => {}
    }
    stmt_uses(stmt, &mut |local, how| {
        if how == Use::Write {
            live.remove(local);
        }
    });
    if let Some(unwind) = stmt.unwind {
        live.add(&needed[unwind.index()]);
    }
    stmt_uses(stmt, &mut |local, how| {
        if how != Use::Write {
            live.insert(local);
        }
    });
}
