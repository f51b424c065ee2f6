//! Which locals may still be read at the start of each block.

use crate::walk::{Use, stmt_uses, term_uses};
use cyrus_arena::Id as _;
use cyrus_mir as mir;
use mir::{Block, BlockId, Body, MLocal, Stmt, StmtKind, Terminator};

/// A set of locals.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Set {
    words: Vec<u64>,
}

impl Set {
    pub(crate) fn new(count: usize) -> Set {
        Set { words: vec![0; count.div_ceil(64)] }
    }

    pub(crate) fn contains(&self, local: MLocal) -> bool {
        self.words[local.index() / 64] >> (local.index() % 64) & 1 != 0
    }

    pub(crate) fn insert(&mut self, local: MLocal) {
        self.words[local.index() / 64] |= 1 << (local.index() % 64);
    }

    pub(crate) fn remove(&mut self, local: MLocal) {
        self.words[local.index() / 64] &= !(1 << (local.index() % 64));
    }

    /// Adds another set; whether that changed this one.
    pub(crate) fn add(&mut self, other: &Set) -> bool {
        let mut changed = false;
        for (to, from) in self.words.iter_mut().zip(&other.words) {
            changed |= from & !*to != 0;
            *to |= from;
        }
        changed
    }
}

/// Liveness of a body.
pub(crate) struct Liveness {
    /// Live at the start of each block.
    pub(crate) live_in: Vec<Set>,
    /// Locals whose address is taken: they are not followed.
    pub(crate) addressed: Set,
}

impl Liveness {
    pub(crate) fn of(body: &Body) -> Liveness {
        let count = body.locals.len();
        let mut addressed = Set::new(count);
        for block in body.blocks.iter() {
            for stmt in &block.stmts {
                stmt_uses(stmt, &mut |l, u| {
                    if u == Use::Address {
                        addressed.insert(l);
                    }
                });
            }
        }
        let mut result = Liveness { live_in: vec![Set::new(count); body.blocks.len()], addressed };
        let order = successors_first(body);
        let mut changed = true;
        while changed {
            changed = false;
            for &id in &order {
                let block = &body.blocks[id];
                let mut live = result.live_out(block, count);
                before_term(&block.term, &mut live);
                for stmt in block.stmts.iter().rev() {
                    result.before_stmt(stmt, &mut live);
                }
                changed |= result.live_in[id.index()].add(&live);
            }
        }
        result
    }

    /// Live after the terminator, before its successors.
    pub(crate) fn live_out(&self, block: &Block, count: usize) -> Set {
        let mut live = Set::new(count);
        for next in block.term.successors() {
            live.add(&self.live_in[next.index()]);
        }
        live
    }

    /// From after a statement to before it.
    pub(crate) fn before_stmt(&self, stmt: &Stmt, live: &mut Set) {
        stmt_uses(stmt, &mut |l, u| {
            if u == Use::Write {
                live.remove(l);
            }
        });
        // A statement that fails has not written its destination.
        if let Some(unwind) = stmt.unwind {
            live.add(&self.live_in[unwind.index()]);
        }
        // A parallel region runs here, perhaps never.
        if let StmtKind::Parallel(region) = &stmt.kind {
            live.add(&self.live_in[region.entry.index()]);
        }
        stmt_uses(stmt, &mut |l, u| {
            if u != Use::Write {
                live.insert(l);
            }
        });
    }
}

/// All blocks, each after those that control goes to from it but for the edges of loops: so what is live
/// travels through most of the graph in one round.
fn successors_first(body: &Body) -> Vec<BlockId> {
    let mut seen = vec![false; body.blocks.len()];
    let mut order = Vec::with_capacity(body.blocks.len());
    for root in body.blocks.ids() {
        if std::mem::replace(&mut seen[root.index()], true) {
            continue;
        }
        let mut path = vec![(root, targets(&body.blocks[root]))];
        while let Some((block, left)) = path.last_mut() {
            match left.pop() {
                Some(next) if !std::mem::replace(&mut seen[next.index()], true) => {
                    path.push((next, targets(&body.blocks[next])));
                }
                Some(_) => {}
                None => {
                    order.push(*block);
                    path.pop();
                }
            }
        }
    }
    order
}

/// Where control can go from a block: at its end, on errors, into parallel regions.
fn targets(block: &Block) -> Vec<BlockId> {
    let inside = block.stmts.iter().flat_map(|stmt| {
        let region = match &stmt.kind {
            StmtKind::Parallel(region) => Some(region.entry),
            _ => None,
        };
        stmt.unwind.into_iter().chain(region)
    });
    block.term.successors().into_iter().chain(inside).collect()
}

/// From after a terminator to before it.
pub(crate) fn before_term(term: &Terminator, live: &mut Set) {
    term_uses(term, &mut |l, u| {
        if u == Use::Write {
            live.remove(l);
        }
    });
    term_uses(term, &mut |l, u| {
        if u == Use::Read {
            live.insert(l);
        }
    });
}
