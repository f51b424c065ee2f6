//! The order of blocks.
//!
//! Blocks that do nothing but jump are skipped: whoever jumps to them jumps to where they lead. From the
//! entry on, each block is followed by its likeliest successor that has no place yet; blocks on error
//! paths come last.

use cyrus_arena::Id as _;
use cyrus_mir::{BlockId, Body, StmtKind, Terminator};
use rustc_hash::FxHashSet;

/// The blocks that are written, in order, and where jumps lead.
pub(super) struct Layout {
    pub(super) order: Vec<BlockId>,
    targets: Vec<BlockId>,
}

impl Layout {
    pub(super) fn new(body: &Body) -> Layout {
        let targets: Vec<BlockId> = body.blocks.ids().map(|b| thread(body, b)).collect();
        let mut layout = Layout { order: Vec::new(), targets };
        let mut placed = FxHashSet::default();
        let mut cold = Vec::new();
        // The entry itself stays first even when it only jumps.
        layout.chain(body, layout.target(body.entry()), &mut placed, &mut cold, false);
        let mut next = 0;
        while next < cold.len() {
            let block = cold[next];
            next += 1;
            layout.chain(body, block, &mut placed, &mut cold, true);
        }
        layout
    }

    /// The blocks of a parallel region, from its entry up to its exit, which is not among them.
    pub(super) fn region(&self, body: &Body, entry: BlockId, exit: BlockId) -> Vec<BlockId> {
        let mut layout = Layout { order: Vec::new(), targets: self.targets.clone() };
        let mut placed = FxHashSet::default();
        placed.insert(self.target(exit));
        let mut cold = Vec::new();
        layout.chain(body, self.target(entry), &mut placed, &mut cold, false);
        let mut next = 0;
        while next < cold.len() {
            let block = cold[next];
            next += 1;
            layout.chain(body, block, &mut placed, &mut cold, true);
        }
        layout.order
    }

    /// Where a jump to `block` leads.
    pub(super) fn target(&self, block: BlockId) -> BlockId {
        self.targets[block.index()]
    }

    /// Places `start` and all that is reachable from it; blocks on error paths go to `cold` unless
    /// `with_cold`.
    fn chain(
        &mut self,
        body: &Body,
        start: BlockId,
        placed: &mut FxHashSet<BlockId>,
        cold: &mut Vec<BlockId>,
        with_cold: bool,
    ) {
        let mut waiting = vec![start];
        while let Some(first) = waiting.pop() {
            let mut current = Some(first);
            while let Some(id) = current.take() {
                if placed.contains(&id) {
                    break;
                }
                let block = &body.blocks[id];
                if block.cold && !with_cold {
                    cold.push(id);
                    break;
                }
                placed.insert(id);
                self.order.push(id);
                // Error edges, in the order of the statements.
                for stmt in &block.stmts {
                    if let Some(unwind) = stmt.unwind {
                        let target = self.target(unwind);
                        if !placed.contains(&target) && !cold.contains(&target) {
                            cold.push(target);
                        }
                    }
                }
                let likely_first = |a: BlockId, b: BlockId, likely: Option<bool>| match likely {
                    Some(false) => (b, a),
                    _ => (a, b),
                };
                current = match &block.term {
                    Terminator::Goto(to) => Some(self.target(*to)),
                    Terminator::If { then, orelse, likely, .. } => {
                        let (first, second) = likely_first(self.target(*then), self.target(*orelse), *likely);
                        let is_open =
                            |b: BlockId| !placed.contains(&b) && (with_cold || !body.blocks[b].cold);
                        let (first, second) = if !is_open(first) && is_open(second) {
                            (second, first)
                        } else {
                            (first, second)
                        };
                        waiting.push(second);
                        Some(first)
                    }
                    Terminator::Switch { arms, default, .. } => {
                        waiting.push(self.target(*default));
                        waiting.extend(arms.iter().rev().map(|(_, b)| self.target(*b)));
                        waiting.pop()
                    }
                    Terminator::Yield { resume, .. } => Some(self.target(*resume)),
                    Terminator::Return(_) | Terminator::Unreachable => None,
                };
            }
        }
    }
}

/// Follows blocks that only jump.
fn thread(body: &Body, start: BlockId) -> BlockId {
    let mut block = start;
    for _ in 0..body.blocks.len() {
        let b = &body.blocks[block];
        match b.term {
            Terminator::Goto(to)
                if b.stmts.iter().all(|s| matches!(s.kind, StmtKind::Nop)) && to != block =>
            {
                block = to;
            }
            _ => return block,
        }
    }
    block
}
