//! Removes checks after calls of functions that never raise.
//!
//! A function may raise when a statement of it may fail, or when it calls what is not known: C functions may set an
//! exception whatever they declare. To begin with no function does; those that do are found step by step.

use super::calls::Calls;
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use mir::{Body, BodyAbi, Callee, ErrorCheck, Program, StmtKind};

pub(super) fn run(calls: &Calls<'_>, program: &mut Program) {
    let mut raises: Vec<bool> = program.bodies.iter().map(|b| b.abi != BodyAbi::C).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for (id, body) in program.bodies.iter_ids() {
            if !raises[id.index()] && may_raise(calls, body, &raises) {
                raises[id.index()] = true;
                changed = true;
            }
        }
    }
    for body in program.bodies.iter_mut() {
        for block in body.blocks.iter_mut() {
            for stmt in &mut block.stmts {
                let StmtKind::Call { callee, error, .. } = &mut stmt.kind else { continue };
                let checked =
                    !matches!(error, ErrorCheck::None | ErrorCheck::Always | ErrorCheck::Cpp { .. });
                if checked && reaches_only(calls, callee, |target| !raises[target]) {
                    *error = ErrorCheck::None;
                    stmt.unwind = None;
                }
            }
        }
    }
}

fn reaches_only(calls: &Calls<'_>, callee: &Callee, good: impl Fn(usize) -> bool) -> bool {
    !calls.may_lack_body(callee)
        && calls.targets(callee).is_some_and(|targets| targets.iter().all(|t| good(t.index())))
}

fn may_raise(calls: &Calls<'_>, body: &Body, raises: &[bool]) -> bool {
    // What only follows errors is not looked at.
    let mut normal = vec![false; body.blocks.len()];
    let mut todo = vec![body.entry()];
    while let Some(id) = todo.pop() {
        if !std::mem::replace(&mut normal[id.index()], true) {
            todo.extend(body.blocks[id].term.successors());
        }
    }
    let blocks = body.blocks.iter_ids().filter(|(id, _)| normal[id.index()]).map(|(_, b)| b);
    blocks.flat_map(|b| &b.stmts).any(|stmt| match &stmt.kind {
        StmtKind::Call { callee, error, .. } => match callee {
            Callee::Runtime(_) | Callee::CArith { .. } => *error != ErrorCheck::None,
            Callee::CFunc(_) | Callee::Body(_) | Callee::Cyp { .. } => {
                !reaches_only(calls, callee, |target| !raises[target])
            }
            _ => true,
        },
        StmtKind::CheckBound { .. }
        | StmtKind::ParseArgs { .. }
        | StmtKind::Unpack { .. }
        | StmtKind::Fail { .. }
        | StmtKind::Parallel(_) => true,
        StmtKind::Assign { .. }
        | StmtKind::Incref { .. }
        | StmtKind::Decref { .. }
        | StmtKind::Clear { .. }
        | StmtKind::CppDestroy { .. }
        | StmtKind::Gil(..)
        | StmtKind::Traceback { .. }
        | StmtKind::WriteUnraisable { .. }
        | StmtKind::SaveLine(_)
        | StmtKind::RestoreLine(_)
        | StmtKind::Nop => false,
    })
}
