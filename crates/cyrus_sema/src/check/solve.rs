//! Types that may depend on each other: those of variables without a declaration and of their values at single reads.
//!
//! Comes in: a [`Node`] and how its type follows from others. Goes out: the type. A node that depends on itself is computed again,
//! with all that depend on it in turn, until nothing changes; the first node of such a cycle decides when that is and settles all of
//! them at once, so that they agree. Until then their types are assumptions, and [`common::UNSPECIFIED`] is that of a node of
//! which nothing is known yet.

use super::Checker;
use cyrus_hir::LocalId;
use cyrus_source::Span;
use cyrus_types::{TyId, common};
use rustc_hash::{FxHashMap, FxHashSet};

/// What has a type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Node {
    Local(LocalId),
    /// The value of a variable where it is read.
    Read(Span),
    /// The same while nothing is known of the variable: the first assumption.
    First(Span),
}

/// How far the types of a function are known.
#[derive(Debug, Default)]
pub struct Solving {
    /// What is being computed, outermost first.
    stack: Vec<Node>,
    open: FxHashMap<Node, Open>,
    /// Values at reads that are settled. Variables keep their own types.
    reads: FxHashMap<Node, TyId>,
    /// Counts how often a cycle was gone through.
    round: u32,
    /// Counts assumptions that turned out wrong.
    changes: u32,
    /// The outermost node on the stack that what is being computed depends on.
    low: Option<usize>,
    /// Variables of comprehensions, which are new ones whenever their types are computed: they follow what the loops run over,
    /// and say nothing of whether something changed.
    passing: FxHashSet<LocalId>,
}

/// What is assumed of a node in a cycle.
#[derive(Clone, Copy, Debug)]
struct Open {
    ty: TyId,
    round: u32,
    times: u32,
    /// The outermost node on the stack that it depends on.
    low: usize,
}

/// After so many rounds a type only grows; after the second number it is an object.
const GROWS_AFTER: u32 = 4;
const OBJECT_AFTER: u32 = 16;

impl Solving {
    /// Whether types are being inferred right now.
    pub fn is_active(&self) -> bool {
        !self.stack.is_empty()
    }

    /// What is known of the value at a read.
    pub(super) fn read(&self, node: Node) -> Option<TyId> {
        self.reads.get(&node).copied()
    }

    /// A variable of a comprehension.
    pub(super) fn pass_by(&mut self, local: LocalId) {
        self.passing.insert(local);
    }

    /// Forgets variables from this number on.
    pub fn truncate(&mut self, locals: usize) {
        if !self.passing.is_empty() {
            self.passing.retain(|local| (local.0 as usize) < locals);
        }
        if !self.open.is_empty() {
            self.open.retain(|node, _| !matches!(node, Node::Local(local) if local.0 as usize >= locals));
        }
    }

    /// The assumption about a node, if there is one to use.
    fn assumed(&mut self, node: Node) -> Option<TyId> {
        let (low, ty) = match self.stack.iter().position(|n| *n == node) {
            Some(place) => (place, self.open.get(&node).map_or(common::UNSPECIFIED, |open| open.ty)),
            None => {
                let open = self.open.get(&node).filter(|open| open.round == self.round)?;
                (open.low, open.ty)
            }
        };
        self.depends_on(low);
        Some(ty)
    }

    fn depends_on(&mut self, place: usize) {
        self.low = Some(self.low.map_or(place, |low| low.min(place)));
    }
}

impl Checker<'_, '_> {
    /// The type of a node that is not settled.
    pub(super) fn solve(&mut self, node: Node, mut compute: impl FnMut(&mut Self) -> TyId) -> TyId {
        if let Some(ty) = self.fx().solving.assumed(node) {
            return ty;
        }
        let solving = &mut self.fx().solving;
        let place = solving.stack.len();
        solving.stack.push(node);
        let around = solving.low;
        let ty = loop {
            let solving = &mut self.fx().solving;
            solving.low = None;
            let before = solving.changes;
            let computed = compute(self);
            let Some(low) = self.fx().solving.low else {
                break self.settle(node, computed);
            };
            let old = self.fx().solving.open.get(&node).copied();
            let times = old.map_or(0, |open| open.times);
            let old = old.map_or(common::UNSPECIFIED, |open| open.ty);
            let ty = match times {
                0..GROWS_AFTER => computed,
                GROWS_AFTER..OBJECT_AFTER => self.variable_spanning(old, computed),
                _ => common::OBJECT,
            };
            let solving = &mut self.fx().solving;
            let round = solving.round;
            let passing = matches!(node, Node::Local(local) if solving.passing.contains(&local));
            solving.changes += u32::from(ty != old && !passing);
            solving.open.insert(node, Open { ty, round, times: times + 1, low });
            if low < place {
                // Part of a cycle of one further out, as is all that depends on this one.
                solving.open.values_mut().filter(|open| open.low >= place).for_each(|open| open.low = low);
                break ty;
            }
            if solving.changes == before {
                let settled: Vec<(Node, Open)> = solving
                    .open
                    .iter()
                    .filter(|(_, open)| open.low >= place)
                    .map(|(n, o)| (*n, *o))
                    .collect();
                for (node, open) in settled {
                    self.fx().solving.open.remove(&node);
                    // What the last round did not come to is computed when it is asked for.
                    if open.round == round {
                        self.settle(node, open.ty);
                    }
                }
                break known(ty);
            }
            solving.round += 1;
        };
        let solving = &mut self.fx().solving;
        solving.stack.pop();
        let found = std::mem::replace(&mut solving.low, around).filter(|low| *low < place);
        if let Some(low) = found {
            solving.depends_on(low);
        }
        ty
    }

    /// Fixes the type of a node.
    fn settle(&mut self, node: Node, ty: TyId) -> TyId {
        let ty = known(ty);
        let fx = self.fx();
        match node {
            Node::Local(local) => {
                fx.locals[local].ty = ty;
                fx.uninferred.remove(&local);
            }
            Node::Read(_) | Node::First(_) => {
                fx.solving.reads.insert(node, ty);
            }
        }
        ty
    }
}

/// A type that depends on nothing but itself is an object.
fn known(ty: TyId) -> TyId {
    if ty == common::UNSPECIFIED { common::OBJECT } else { ty }
}
