//! A part of a `with` statement: one of its managers, and what runs inside it.
//!
//! In: a manager that is not Python's, which [`stmt`](super::stmt) has found first in the list. Out: the block of the rest.

use super::Checker;
use cyrus_hir as hir;
use cyrus_source::Span;
use cyrus_syntax::ast;

/// A manager and what is inside it: those that follow, and the body.
#[derive(Clone, Copy)]
pub(super) struct WithPart<'a> {
    pub(super) item: &'a ast::WithItem,
    pub(super) rest: &'a [ast::WithItem],
    pub(super) body: &'a [ast::Stmt],
    pub(super) span: Span,
}

impl<'a> Checker<'_, 'a> {
    /// Appends what runs inside the manager.
    pub(super) fn inside(&mut self, part: WithPart<'a>, out: &mut hir::Block) {
        self.with_stmt(false, part.rest, part.body, part.span, out);
    }
}
