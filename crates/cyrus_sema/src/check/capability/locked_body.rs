//! What the body of `with wlocked x:` changes about names, and doing without that for what stands outside.
//!
//! In the body `x` is known to be locked. A variable that is read there may have its type inferred then, from values that stand
//! before or behind the block, where `x` is what it was.

use super::super::Checker;
use cyrus_hir::LocalId;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;

/// The body of a block that holds locks.
#[derive(Clone, Debug)]
pub struct LockedBody {
    body: Span,
    /// The names that mean something else in it, and what they mean outside.
    outside: Vec<(Name, Option<LocalId>)>,
    /// How many paths are locked outside.
    paths: usize,
}

impl LockedBody {
    /// Of these statements, of which there is one at least.
    pub fn new(body: &[ast::Stmt], outside: Vec<(Name, Option<LocalId>)>, paths: usize) -> Option<Self> {
        let body = body.first()?.span.to(body.last()?.span);
        Some(LockedBody { body, outside, paths })
    }

    fn contains(&self, at: Span) -> bool {
        self.body.file == at.file && self.body.start <= at.start && at.end <= self.body.end
    }
}

impl<'a> Checker<'_, 'a> {
    /// Does something where names mean what they mean at this place of the function, as far as locks are concerned.
    pub fn as_at<R>(&mut self, at: Span, work: impl FnOnce(&mut Self) -> R) -> R {
        let fx = self.fx();
        // A body that contains the place stands in bodies that do.
        let kept = fx.locked_bodies.iter().rposition(|b| b.contains(at)).map_or(0, |last| last + 1);
        if kept == fx.locked_bodies.len() {
            return work(self);
        }
        let bodies = fx.locked_bodies.split_off(kept);
        let paths = fx.locked_paths.split_off(bodies[0].paths);
        let mut inside = Vec::new();
        for (name, outside) in bodies.iter().rev().flat_map(|b| b.outside.iter().rev()) {
            inside.push((name.clone(), set(fx, name, *outside)));
        }
        let result = work(self);
        let fx = self.fx();
        for (name, local) in inside.into_iter().rev() {
            set(fx, &name, local);
        }
        fx.locked_paths.extend(paths);
        fx.locked_bodies.extend(bodies);
        result
    }
}

/// Gives a name a meaning; the one it had.
fn set(fx: &mut super::super::fncx::FnCx<'_>, name: &Name, local: Option<LocalId>) -> Option<LocalId> {
    match local {
        Some(local) => fx.names.insert(name.clone(), local),
        None => fx.names.remove(name),
    }
}
