//! Functions that hold other things together.
//!
//! A program with cypclasses does its work in their methods, in `cdef` functions and without the GIL. A `def` function
//! beside them, each loop of which comes by calls and Python objects anyway or ends after a few rounds, gains nothing
//! that can be measured from what `-O2` does beyond `-O1`, and costs the C compiler as much as the work itself. Functions
//! with a loop of plain arithmetic are none of these; what a cypclass shows to Python is, since it converts arguments and
//! calls a method. Without the GIL calls are as cheap as arithmetic, except where they come for the GIL. A step of an
//! iterator over a container of ours costs 2.6 ns instead of 1.4 in a loop that does nothing else: with the GIL that is
//! taken for dear, too.

use crate::cx::Cx;
use cyrus_arena::{Id as _, IndexVec};
use cyrus_hir::FuncKind;
use cyrus_mir::{
    Block, BlockId, Body, BodyAbi, BodyId, CBinOp, CTy, Callee, Const, ErrorCheck, GilOp, MLocal, Operand,
    Rvalue, Stmt, StmtKind, Terminator,
};
use cyrus_types::Ty;

/// How many rounds are few.
const FEW: i128 = 64;

pub(crate) fn is_glue(cx: &Cx, id: BodyId) -> bool {
    let body = &cx.program.bodies[id];
    let called_by_python = matches!(body.abi, BodyAbi::Fastcall | BodyAbi::NoArgs | BodyAbi::OneArg);
    if cx.module.cyp_instances.is_empty() || !called_by_python || body.frame.is_some() {
        return false;
    }
    let FuncKind::Def(_) = &cx.module.funcs[body.func].kind else { return false };
    if has(body, |s| matches!(s.kind, StmtKind::Parallel(_))) {
        return false;
    }
    let held = held(body);
    let dear = |id: BlockId, block: &Block| is_dear(cx, body, block, held[id] == Some(true));
    !has_cycle(body, |id, block| if dear(id, block) { Vec::new() } else { lasting_edges(body, id) })
}

/// Whether the C compiler meets no loop in a body: what is in it runs once.
pub(crate) fn runs_once(body: &Body) -> bool {
    !has(body, |s| matches!(s.kind, StmtKind::Parallel(_))) && !has_cycle(body, |_, block| block.successors())
}

fn has(body: &Body, test: fn(&Stmt) -> bool) -> bool {
    body.blocks.iter().flat_map(|b| &b.stmts).any(test)
}

/// For each block, whether the GIL is held where it begins, by whatever way it is reached; nothing for one that is not.
fn held(body: &Body) -> IndexVec<BlockId, Option<bool>> {
    let mut found: IndexVec<BlockId, Option<bool>> = body.blocks.iter().map(|_| None).collect();
    let mut work = vec![(body.entry(), true)];
    while let Some((id, held)) = work.pop() {
        let both = held && found[id] != Some(false);
        if found[id] == Some(both) {
            continue;
        }
        found[id] = Some(both);
        let mut now = both;
        for stmt in &body.blocks[id].stmts {
            work.extend(stmt.unwind.map(|to| (to, now)));
            now = after(stmt, now);
        }
        work.extend(body.blocks[id].term.successors().into_iter().map(|to| (to, now)));
    }
    found
}

/// Whether the GIL is held after a statement.
fn after(stmt: &Stmt, held: bool) -> bool {
    match &stmt.kind {
        StmtKind::Gil(GilOp::Release | GilOp::Unensure, _) => false,
        StmtKind::Gil(GilOp::Reacquire | GilOp::Ensure, _) => true,
        _ => held,
    }
}

/// Whether a block, with the GIL, calls something that makes an object, or that has to be asked whether it raised, or
/// goes a step through a container; or comes for the GIL.
fn is_dear(cx: &Cx, body: &Body, block: &Block, mut held: bool) -> bool {
    block.stmts.iter().any(|s| {
        let dear = match &s.kind {
            StmtKind::Call { callee: Callee::CppOperator(op), args, .. } if op == "++" => {
                held && args.first().is_some_and(|arg| is_counted_iterator(cx, body, arg))
            }
            StmtKind::Call { error, .. } => held && matches!(error, ErrorCheck::Null | ErrorCheck::Occurred),
            StmtKind::Gil(op, _) => *op == GilOp::Ensure,
            StmtKind::Unpack { .. } => true,
            _ => false,
        };
        held = after(s, held);
        dear
    })
}

/// Whether an operand is an iterator that holds its container.
fn is_counted_iterator(cx: &Cx, body: &Body, operand: &Operand) -> bool {
    let Operand::Copy(place) = operand else { return false };
    let Some(CTy::Ty(ty)) = place.as_local().map(|local| &body.locals[local].ty) else { return false };
    match cx.types.kind(*ty) {
        Ty::Cpp(class, _) => cx.types.cpp_classes[*class].cname.starts_with("__cyrus_"),
        _ => false,
    }
}

/// Where control goes from a block, but for the way into a loop that ends after few rounds.
fn lasting_edges(body: &Body, id: BlockId) -> Vec<BlockId> {
    let block = &body.blocks[id];
    match block.term {
        Terminator::If { then, .. } if ends_soon(body, block) => {
            block.successors().into_iter().filter(|&to| to != then).collect()
        }
        _ => block.successors(),
    }
}

/// Whether a block compares a counter that has small constants for its bounds: `for i in range(10)`.
fn ends_soon(body: &Body, block: &Block) -> bool {
    let Terminator::If { cond: Operand::Copy(cond), .. } = &block.term else { return false };
    let tested = block.stmts.iter().rev().find_map(|s| match &s.kind {
        StmtKind::Assign { dest, value } if *dest == *cond => Some(value),
        _ => None,
    });
    let Some(Rvalue::Binary(op, Operand::Copy(counter), limit)) = tested else { return false };
    let Some(counter) = counter.as_local() else { return false };
    let step = match op {
        CBinOp::Lt | CBinOp::Le => CBinOp::Add,
        CBinOp::Gt | CBinOp::Ge => CBinOp::Sub,
        _ => return false,
    };
    // What a program has a name for may be written anywhere.
    is_few(limit) && body.locals[counter].name.is_none() && counts(body, counter, step)
}

/// Whether all that is written to a local are small constants, and itself one step on.
fn counts(body: &Body, counter: MLocal, step: CBinOp) -> bool {
    body.blocks.iter().flat_map(|b| &b.stmts).all(|s| match &s.kind {
        StmtKind::Assign { dest, value } if dest.as_local() == Some(counter) => match value {
            Rvalue::Use(start) => is_few(start),
            Rvalue::Binary(op, Operand::Copy(from), Operand::Const(Const::Int(by, _))) => {
                *op == step && from.as_local() == Some(counter) && *by > 0
            }
            _ => false,
        },
        StmtKind::Call { dest: Some(dest), .. } => dest.as_local() != Some(counter),
        _ => true,
    })
}

fn is_few(operand: &Operand) -> bool {
    matches!(operand, Operand::Const(Const::Int(value, _)) if value.abs() <= FEW)
}

/// Whether control can come back to a block by these edges.
fn has_cycle(body: &Body, edges: impl Fn(BlockId, &Block) -> Vec<BlockId>) -> bool {
    // 0: not seen, 1: on the way, 2: leads to no cycle.
    let mut state = vec![0u8; body.blocks.len()];
    for start in body.blocks.ids() {
        if state[start.index()] != 0 {
            continue;
        }
        let mut stack: Vec<(BlockId, Vec<BlockId>)> = vec![(start, edges(start, &body.blocks[start]))];
        state[start.index()] = 1;
        while let Some((block, rest)) = stack.last_mut() {
            let Some(next) = rest.pop() else {
                state[block.index()] = 2;
                stack.pop();
                continue;
            };
            match state[next.index()] {
                1 => return true,
                0 => {
                    state[next.index()] = 1;
                    stack.push((next, edges(next, &body.blocks[next])));
                }
                _ => {}
            }
        }
    }
    false
}
