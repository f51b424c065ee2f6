//! Straightens control flow: jumps to empty blocks go where those lead, a block with a single predecessor
//! joins it.

use cyrus_arena::Id as _;
use cyrus_mir as mir;
use mir::{BlockId, Body, Operand, StmtKind, Terminator};

/// Runs until nothing changes.
pub(crate) fn run(body: &mut Body) {
    fold_constant_branches(body);
    thread(body);
    return_early(body);
    join(body);
}

/// `if 1` and branches with equal targets.
fn fold_constant_branches(body: &mut Body) {
    for block in body.blocks.iter_mut() {
        if let Terminator::If { cond, then, orelse, .. } = &block.term {
            let target = match cond {
                Operand::Const(mir::Const::Int(n, _)) => Some(if *n != 0 { *then } else { *orelse }),
                _ if then == orelse => Some(*then),
                _ => None,
            };
            if let Some(target) = target {
                block.term = Terminator::Goto(target);
            }
        }
    }
}

/// Where an empty block leads in the end.
fn destination(body: &Body, mut block: BlockId) -> BlockId {
    let mut steps = 0;
    while let (true, Terminator::Goto(next)) = (body.blocks[block].stmts.is_empty(), &body.blocks[block].term)
    {
        steps += 1;
        // A cycle of empty blocks is an endless loop: leave it.
        if *next == block || steps > body.blocks.len() {
            break;
        }
        block = *next;
    }
    block
}

fn thread(body: &mut Body) {
    let ends: Vec<BlockId> = body.blocks.ids().map(|b| destination(body, b)).collect();
    let new = |b: &mut BlockId| *b = ends[b.index()];
    for block in body.blocks.iter_mut() {
        for stmt in &mut block.stmts {
            if let Some(unwind) = &mut stmt.unwind {
                new(unwind);
            }
        }
        // The resume block is where the sent value arrives: it keeps its identity.
        if !matches!(block.term, Terminator::Yield { .. }) {
            block.term.redirect(new);
        }
    }
}

/// A jump to a block that only returns is a return; a value that was just put into a variable for that is
/// returned as it is.
fn return_early(body: &mut Body) {
    for id in body.blocks.ids() {
        if let Terminator::Goto(next) = body.blocks[id].term {
            let next = &body.blocks[next];
            if let (true, Terminator::Return(value)) = (next.stmts.is_empty(), &next.term) {
                let (term, span) = (Terminator::Return(value.clone()), next.term_span);
                body.blocks[id].term = term;
                body.blocks[id].term_span = span;
            }
        }
        let block = &mut body.blocks[id];
        let Terminator::Return(Some(Operand::Copy(returned))) = &block.term else { continue };
        let Some(local) = returned.as_local() else { continue };
        let Some(mir::Stmt { kind: StmtKind::Assign { dest, value: mir::Rvalue::Use(value) }, .. }) =
            block.stmts.last()
        else {
            continue;
        };
        // The variable is of no further use: it dies with the return.
        if dest.as_local() == Some(local) && body.locals[local].frame_field.is_none() {
            let value = value.clone();
            block.stmts.pop();
            block.term = Terminator::Return(Some(value));
        }
    }
}

fn join(body: &mut Body) {
    let mut preds = vec![0u32; body.blocks.len()];
    preds[body.entry().index()] += 1;
    let mut reached = vec![false; body.blocks.len()];
    let mut todo = vec![body.entry()];
    while let Some(id) = todo.pop() {
        if std::mem::replace(&mut reached[id.index()], true) {
            continue;
        }
        let block = &body.blocks[id];
        let mut count = |b: BlockId| {
            preds[b.index()] += 1;
            todo.push(b);
        };
        for stmt in &block.stmts {
            if let Some(unwind) = stmt.unwind {
                count(unwind);
            }
            if let StmtKind::Parallel(region) = &stmt.kind {
                // Region boundaries must stay.
                for b in [region.entry, region.exit, region.error_exit] {
                    count(b);
                    count(b);
                }
            }
        }
        for b in block.term.successors() {
            count(b);
        }
        if let Terminator::Yield { resume, .. } = &block.term {
            preds[resume.index()] += 1;
        }
    }
    for id in body.blocks.ids() {
        if !reached[id.index()] {
            continue;
        }
        while let Terminator::Goto(next) = body.blocks[id].term {
            if next == id || preds[next.index()] != 1 {
                break;
            }
            let next = &mut body.blocks[next];
            let stmts = std::mem::take(&mut next.stmts);
            let term = std::mem::replace(&mut next.term, Terminator::Unreachable);
            let span = next.term_span;
            let block = &mut body.blocks[id];
            block.stmts.extend(stmts);
            block.term = term;
            block.term_span = span;
        }
    }
}
