//! Which blocks run more than once in a call.

use cyrus_mir::{BlockId, Body, StmtKind};
use rustc_hash::FxHashSet;

/// The blocks that lie on a cycle of the normal path, or in a parallel region. (Of a generator, all: it comes back.)
pub(super) fn repeated(body: &Body) -> FxHashSet<BlockId> {
    let parallel =
        |b: &BlockId| body.blocks[*b].stmts.iter().any(|s| matches!(s.kind, StmtKind::Parallel(_)));
    if body.frame.is_some() || body.blocks.ids().any(|b| parallel(&b)) {
        return body.blocks.ids().collect();
    }
    // A block lies on a cycle when a search that starts at it comes back; only blocks that an edge leads back to
    // (as seen by a depth-first search) need to be tried, and each search marks its whole cycle.
    let mut backward: Vec<(BlockId, BlockId)> = Vec::new();
    let mut state = vec![0u8; body.blocks.len()];
    let mut predecessors: Vec<Vec<BlockId>> = vec![Vec::new(); body.blocks.len()];
    let index = |b: BlockId| b.0 as usize;
    let successors = |b: BlockId| body.blocks[b].successors();
    let mut stack = vec![(body.entry(), successors(body.entry()))];
    state[index(body.entry())] = 1;
    while let Some((block, rest)) = stack.last_mut() {
        let block = *block;
        let Some(next) = rest.pop() else {
            state[index(block)] = 2;
            stack.pop();
            continue;
        };
        predecessors[index(next)].push(block);
        match state[index(next)] {
            0 => {
                state[index(next)] = 1;
                stack.push((next, successors(next)));
            }
            1 => backward.push((block, next)),
            _ => {}
        }
    }
    // The blocks from which the end of a backward edge is reached without passing its head.
    let mut found = FxHashSet::default();
    for (end, head) in backward {
        let mut inside = FxHashSet::from_iter([head]);
        let mut todo = vec![end];
        while let Some(block) = todo.pop() {
            if inside.insert(block) {
                todo.extend(&predecessors[index(block)]);
            }
        }
        found.extend(inside);
    }
    found
}
