//! Returns of constants that share what comes after them.
//!
//! A function that returns `-1` here and `0` there takes a reference to each and goes on to its clean-up. The
//! reference is taken in one place instead, of whichever was chosen: less for the C compiler, and as fast.

use cyrus_mir as mir;
use cyrus_types::Counting;
use mir::{Block, BlockId, Body, MLocal, Operand, Rvalue, Stmt, StmtKind, Terminator};
use rustc_hash::FxHashMap;

/// Runs once, when the blocks are what they will be.
pub(crate) fn run(body: &mut Body) {
    let is_region = |s: &Stmt| matches!(s.kind, StmtKind::Parallel(_));
    if body.blocks.iter().flat_map(|b| &b.stmts).any(is_region) {
        return;
    }
    let mut tails: FxHashMap<(MLocal, BlockId), Vec<BlockId>> = FxHashMap::default();
    let mut order = Vec::new();
    for (id, block) in body.blocks.iter_ids() {
        if let Some(key) = constant_return(body, block) {
            let ids = tails.entry(key).or_default();
            if ids.is_empty() {
                order.push(key);
            }
            ids.push(id);
        }
    }
    for key in order {
        let ids = &tails[&key];
        if ids.len() > 1 {
            share(body, key, ids);
        }
    }
}

/// What a block ends with that takes a reference to a constant, puts it into a variable and goes on.
fn constant_return(body: &Body, block: &Block) -> Option<(MLocal, BlockId)> {
    let Terminator::Goto(next) = block.term else { return None };
    let [.., taken, stored] = block.stmts.as_slice() else { return None };
    let StmtKind::Incref { value: counted @ Operand::Const(_), kind: Counting::Python, .. } = &taken.kind
    else {
        return None;
    };
    let StmtKind::Assign { dest, value: Rvalue::Use(value) } = &stored.kind else { return None };
    let local = dest.as_local()?;
    (counted == value && body.locals[local].frame_field.is_none()).then_some((local, next))
}

fn share(body: &mut Body, (local, next): (MLocal, BlockId), ids: &[BlockId]) {
    let value = Operand::local(local);
    let mut tail = None;
    for &id in ids {
        let block = &mut body.blocks[id];
        let at = block.stmts.len() - 2;
        let mut taken = block.stmts.remove(at);
        let (span, cold) = (block.term_span, block.cold);
        let tail = *tail.get_or_insert_with(|| {
            if let StmtKind::Incref { value: counted, .. } = &mut taken.kind {
                *counted = value.clone();
            }
            let stmts = vec![taken];
            body.blocks.push(Block { stmts, term: Terminator::Goto(next), term_span: span, cold })
        });
        body.blocks[id].term = Terminator::Goto(tail);
    }
}
