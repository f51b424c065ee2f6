//! The stack of [`Cleanup`] obligations, with a memory of the blocks where errors go.
//!
//! Invariant: no obligation up to `i` has been touched since `known[i]` was noted, the block that settles
//! obligation `i` and goes on with those below. So an error edge on a high stack costs one step, not one for
//! each obligation: a list of a thousand calls stays cheap.

use crate::cleanup::Cleanup;
use cyrus_mir::BlockId;
use std::ops::{Deref, Index, IndexMut};

/// Obligations, the innermost last.
#[derive(Clone, Debug, Default)]
pub(crate) struct CleanupStack {
    entries: Vec<Cleanup>,
    known: Vec<Option<BlockId>>,
}

impl CleanupStack {
    pub(crate) fn push(&mut self, cleanup: Cleanup) {
        self.entries.push(cleanup);
    }

    pub(crate) fn extend(&mut self, more: impl IntoIterator<Item = Cleanup>) {
        self.entries.extend(more);
    }

    pub(crate) fn pop(&mut self) -> Option<Cleanup> {
        let top = self.entries.pop();
        self.forget_from(self.entries.len());
        top
    }

    pub(crate) fn truncate(&mut self, height: usize) {
        self.entries.truncate(height);
        self.forget_from(height);
    }

    pub(crate) fn remove(&mut self, at: usize) -> Cleanup {
        self.forget_from(at);
        self.entries.remove(at)
    }

    pub(crate) fn retain(&mut self, keep: impl FnMut(&Cleanup) -> bool) {
        self.forget_from(0);
        self.entries.retain(keep);
    }

    /// Where an error goes that settles this obligation and all below, if that was asked before.
    pub(crate) fn known(&self, at: usize) -> Option<BlockId> {
        self.known.get(at).copied().flatten()
    }

    /// Keeps the answer.
    pub(crate) fn learn(&mut self, at: usize, block: BlockId) {
        if self.known.len() <= at {
            self.known.resize(at + 1, None);
        }
        self.known[at] = Some(block);
    }

    fn forget_from(&mut self, at: usize) {
        self.known.truncate(at);
    }
}

impl Deref for CleanupStack {
    type Target = [Cleanup];

    fn deref(&self) -> &[Cleanup] {
        &self.entries
    }
}

impl Index<usize> for CleanupStack {
    type Output = Cleanup;

    fn index(&self, at: usize) -> &Cleanup {
        &self.entries[at]
    }
}

/// For notes in an obligation (jumps through a `finally`): where errors go may not change.
impl IndexMut<usize> for CleanupStack {
    fn index_mut(&mut self, at: usize) -> &mut Cleanup {
        &mut self.entries[at]
    }
}

impl IntoIterator for CleanupStack {
    type Item = Cleanup;
    type IntoIter = std::vec::IntoIter<Cleanup>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
