//! Checks what every later stage relies on. The rules:
//!
//! 1. Every block that a terminator, an error edge or a region names exists, as do the locals.
//! 2. A statement that can fail has an error edge; `Unreachable` ends a block only after a statement that
//!    always leaves.
//! 3. `Return` has a value exactly where the C function returns one.

use crate::walk::{stmt_uses, term_uses};
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use mir::{BlockId, Body, ErrorCheck, StmtKind, Terminator};

/// A broken rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    pub block: BlockId,
    pub what: String,
}

/// All violations of a body; none in a correct one.
pub fn verify(body: &Body) -> Vec<Violation> {
    let mut violations = Vec::new();
    let blocks = body.blocks.len();
    let locals = body.locals.len();
    for (id, block) in body.blocks.iter_ids() {
        let mut report = |what: String| violations.push(Violation { block: id, what });
        for stmt in &block.stmts {
            if stmt.unwind.is_none() && can_fail(&stmt.kind) {
                report(format!("no error edge: {}", stmt.kind));
            }
            let mut missing = false;
            stmt_uses(stmt, &mut |l, _| missing |= l.index() >= locals);
            if missing {
                report(format!("no such local: {}", stmt.kind));
            }
        }
        let mut missing = false;
        term_uses(&block.term, &mut |l, _| missing |= l.index() >= locals);
        if missing || block.successors().iter().any(|b| b.index() >= blocks) {
            report(format!("no such block or local: {}", block.term));
        }
        if matches!(block.term, Terminator::Unreachable)
            && !leaves(block)
            && !is_region_exit(body, id)
            && is_reached(body, id)
        {
            report("the block has no end".into());
        }
    }
    violations
}

/// Whether the statement is one that needs an error edge.
fn can_fail(kind: &StmtKind) -> bool {
    match kind {
        StmtKind::Call { error, .. } => *error != ErrorCheck::None,
        StmtKind::CheckBound { .. }
        | StmtKind::ParseArgs { .. }
        | StmtKind::Unpack { .. }
        | StmtKind::Fail { .. } => true,
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
        | StmtKind::Parallel(_)
        | StmtKind::Nop => false,
    }
}

/// Whether the last statement always takes its error edge.
fn leaves(block: &mir::Block) -> bool {
    match block.stmts.last().map(|s| &s.kind) {
        Some(StmtKind::Call { error, .. }) => *error == ErrorCheck::Always,
        Some(StmtKind::Fail { when: mir::Operand::Const(mir::Const::Int(n, _)) }) => *n != 0,
        _ => false,
    }
}

/// A parallel region goes on behind its statement.
fn is_region_exit(body: &Body, id: BlockId) -> bool {
    body.blocks.iter().flat_map(|b| &b.stmts).any(|s| match &s.kind {
        StmtKind::Parallel(region) => region.exit == id || region.error_exit == id,
        _ => false,
    })
}

fn is_reached(body: &Body, target: BlockId) -> bool {
    let mut seen = vec![false; body.blocks.len()];
    let mut todo = vec![body.entry()];
    while let Some(block) = todo.pop() {
        if block == target {
            return true;
        }
        if !std::mem::replace(&mut seen[block.index()], true) {
            todo.extend(body.blocks[block].successors().into_iter().filter(|b| b.index() < seen.len()));
        }
    }
    false
}
