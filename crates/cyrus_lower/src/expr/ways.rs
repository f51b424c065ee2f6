//! Where ways of control meet inside an expression: what each left for its statement's duration lives on.
//!
//! A pointer out of one branch of `a if c else b` may point into an object that only this branch made. The object lives until
//! the statement ends, as any other that a statement makes; after the other branches its temporary is NULL. Until the ways
//! meet an object is its own way's, so that errors there drop what has been made and nothing else.

use crate::builder::FnBuilder;
use crate::cleanup::Cleanup;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, TyId};
use hir::visit::{self, Visitor};
use hir::{Expr, ExprKind};
use mir::{BlockId, Const, MLocal, Operand, Place, Proj, Rvalue};

/// The end of one of several ways.
pub(crate) struct Way {
    /// `None` where it is not reached.
    block: Option<BlockId>,
    left: Vec<(MLocal, Counting)>,
}

impl FnBuilder<'_, '_> {
    /// Ends a way that began with `height` obligations.
    pub(crate) fn end_way(&mut self, height: usize) -> Way {
        let mut left = Vec::new();
        for at in (height..self.cleanup.len()).rev() {
            match self.cleanup[at] {
                Cleanup::Drop(local, kind) | Cleanup::DropIfMade(local, kind)
                    if kind != Counting::Members =>
                {
                    self.cleanup.remove(at);
                    left.push((local, kind));
                }
                _ => {}
            }
        }
        self.settle_above(height);
        left.reverse();
        Way { block: self.suspend(), left }
    }

    /// Goes on in `after`, where the ways meet.
    pub(crate) fn meet(&mut self, ways: Vec<Way>, after: BlockId) {
        for (at, way) in ways.iter().enumerate() {
            self.resume(way.block);
            for (_, other) in ways.iter().enumerate().filter(|(i, _)| *i != at) {
                for &(local, kind) in &other.left {
                    let place = Place::local(local);
                    // A memoryview is there if it has an owner.
                    let place = if kind == Counting::MemView {
                        place.then(Proj::Field("owner".into()))
                    } else {
                        place
                    };
                    self.assign(place, Rvalue::Use(Operand::Const(Const::Null)));
                }
            }
            self.goto(after);
        }
        self.enter(after);
        for (local, kind) in ways.into_iter().flat_map(|way| way.left) {
            self.cleanup.push(Cleanup::DropIfMade(local, kind));
        }
    }

    /// As [`FnBuilder::cond`], but what the test points to by a variable (`:=`) lives on, in both branches.
    pub(crate) fn lending_cond(&mut self, test: &Expr, then: BlockId, orelse: BlockId) {
        if !self.lends(test) {
            self.cond(test, then, orelse);
            return;
        }
        let value = self.at(test.span, |b| b.truth(test));
        let value = self.stable_copy(value);
        self.at(test.span, |b| b.branch(value.op, then, orelse));
    }

    /// Whether an expression assigns a pointer to a variable (`:=`), through which what comes later looks into what it
    /// made.
    pub(crate) fn lends(&self, expr: &Expr) -> bool {
        let may_point = |ty: TyId| self.may_point(ty);
        let mut search = Lent { may_point: &may_point, found: false };
        search.visit_expr(expr);
        search.found
    }
}

struct Lent<'a> {
    may_point: &'a dyn Fn(TyId) -> bool,
    found: bool,
}

impl Visitor for Lent<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        if let ExprKind::Walrus { target, .. } = &expr.kind {
            self.found |= (self.may_point)(target.ty);
        }
        if !self.found {
            visit::walk_expr(self, expr);
        }
    }
}
