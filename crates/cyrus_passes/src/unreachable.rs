//! Removes blocks that nothing leads to.

use cyrus_arena::{Id as _, IndexVec};
use cyrus_mir as mir;
use mir::{Block, BlockId, Body, StmtKind};

/// Keeps what is reachable from the entry, in the order it had.
pub(crate) fn run(body: &mut Body) {
    let mut reached = vec![false; body.blocks.len()];
    let mut todo = vec![body.entry()];
    while let Some(block) = todo.pop() {
        if !std::mem::replace(&mut reached[block.index()], true) {
            todo.extend(body.blocks[block].successors());
            for stmt in &body.blocks[block].stmts {
                if let StmtKind::Parallel(region) = &stmt.kind {
                    todo.extend([region.exit, region.error_exit]);
                }
            }
        }
    }
    if reached.iter().all(|&r| r) {
        return;
    }
    let mut renamed: Vec<BlockId> = Vec::with_capacity(body.blocks.len());
    let mut next = 0;
    for &kept in &reached {
        renamed.push(BlockId(next));
        next += u32::from(kept);
    }
    let old = std::mem::take(&mut body.blocks);
    let mut blocks: IndexVec<BlockId, Block> = IndexVec::new();
    for (id, block) in old.iter_ids() {
        if reached[id.index()] {
            let mut block = block.clone();
            rename(&mut block, &renamed);
            blocks.push(block);
        }
    }
    body.blocks = blocks;
}

fn rename(block: &mut Block, to: &[BlockId]) {
    let new = |b: &mut BlockId| *b = to[b.index()];
    for stmt in &mut block.stmts {
        if let Some(unwind) = &mut stmt.unwind {
            new(unwind);
        }
        if let StmtKind::Parallel(region) = &mut stmt.kind {
            new(&mut region.entry);
            new(&mut region.exit);
            new(&mut region.error_exit);
        }
    }
    block.term.redirect(new);
}
