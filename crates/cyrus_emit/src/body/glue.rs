//! Functions that hold other things together.
//!
//! A program with cypclasses does its work in their methods, in `cdef` functions and without the GIL. A `def` function
//! beside them, each loop of which comes by calls and Python objects anyway, gains nothing that can be measured from
//! what `-O2` does beyond `-O1`, and costs the C compiler as much as the work itself. Functions with a loop of plain
//! arithmetic are none of these, nor are those with a loop without the GIL, nor methods that Python calls.

use crate::cx::Cx;
use cyrus_arena::Id as _;
use cyrus_hir::FuncKind;
use cyrus_mir::{Block, BlockId, Body, BodyAbi, BodyId, ErrorCheck, Stmt, StmtKind};

pub(crate) fn is_glue(cx: &Cx, id: BodyId) -> bool {
    let body = &cx.program.bodies[id];
    let called_by_python = matches!(body.abi, BodyAbi::Fastcall | BodyAbi::NoArgs | BodyAbi::OneArg);
    if cx.module.cyp_instances.is_empty() || !called_by_python || body.frame.is_some() {
        return false;
    }
    let FuncKind::Def(info) = &cx.module.funcs[body.func].kind else { return false };
    let any = |test: fn(&Stmt) -> bool| body.blocks.iter().flat_map(|b| &b.stmts).any(test);
    if info.told_as.is_some() || any(|s| matches!(s.kind, StmtKind::Parallel(_))) {
        return false;
    }
    let without_gil = any(|s| matches!(s.kind, StmtKind::Gil(..)));
    !has_cycle(body, |block| !without_gil && is_dear(block))
}

/// Whether a block calls something that makes an object, or that has to be asked whether it raised.
fn is_dear(block: &Block) -> bool {
    block.stmts.iter().any(|s| match &s.kind {
        StmtKind::Call { error, .. } => matches!(error, ErrorCheck::Null | ErrorCheck::Occurred),
        StmtKind::Unpack { .. } => true,
        _ => false,
    })
}

/// Whether control can come back to a block without passing one of those left out.
fn has_cycle(body: &Body, left_out: impl Fn(&Block) -> bool) -> bool {
    // 0: not seen, 1: on the way, 2: leads to no cycle.
    let mut state = vec![0u8; body.blocks.len()];
    for start in body.blocks.ids() {
        if state[start.index()] != 0 || left_out(&body.blocks[start]) {
            continue;
        }
        let mut stack: Vec<(BlockId, Vec<BlockId>)> = vec![(start, body.blocks[start].successors())];
        state[start.index()] = 1;
        while let Some((block, rest)) = stack.last_mut() {
            let Some(next) = rest.pop() else {
                state[block.index()] = 2;
                stack.pop();
                continue;
            };
            match state[next.index()] {
                1 => return true,
                0 if !left_out(&body.blocks[next]) => {
                    state[next.index()] = 1;
                    stack.push((next, body.blocks[next].successors()));
                }
                _ => {}
            }
        }
    }
    false
}
