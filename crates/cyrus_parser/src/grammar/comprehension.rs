//! `for … in … if …` inside displays and calls.

use crate::lexer::{Soft, Tok};
use crate::parser::{MAX_BLOCKS, PResult, Parser};
use cyrus_syntax::ast::{CompClause, Comprehension, Expr, ExprKind};

impl Parser<'_> {
    /// Whether a comprehension's first clause starts here.
    pub(crate) fn at_comp_for(&self) -> bool {
        self.at(Tok::For) || self.at_async_for()
    }

    /// `async for`, which Python allows in generators outside of coroutines too.
    fn at_async_for(&self) -> bool {
        self.at_async() || (self.is_python() && self.at_soft(Soft::Async) && self.peek(1).kind == Tok::For)
    }

    /// The clauses after the element of a generator expression; the caller consumes the bracket.
    pub(crate) fn generator(&mut self, element: Expr) -> PResult<Expr> {
        let start = element.span.start;
        let comprehension = self.comprehension(None, element)?;
        Ok(self.expr(start, ExprKind::GeneratorExp(Box::new(comprehension))))
    }

    /// The clauses after an element; sets the height of the whole.
    pub(crate) fn comprehension(&mut self, key: Option<Expr>, element: Expr) -> PResult<Comprehension> {
        let mut height = self.height;
        let mut clauses = Vec::new();
        while self.at_comp_for() {
            // Each clause is a loop inside the one before it.
            if clauses.len() >= MAX_BLOCKS {
                return Err(self.fail("too many clauses in a comprehension"));
            }
            clauses.push(self.comp_clause(&mut height)?);
        }
        self.grow(height)?;
        Ok(Comprehension { key, element, clauses })
    }

    fn comp_clause(&mut self, height: &mut u32) -> PResult<CompClause> {
        let start = self.start();
        let is_async = self.at_async_for();
        if is_async {
            self.bump();
        }
        self.expect(Tok::For)?;
        let bounds = self.for_bounds(is_async, false)?;
        *height = (*height).max(self.height);
        let mut conditions = Vec::new();
        while self.eat(Tok::If) {
            conditions.push(self.comp_condition()?);
            *height = (*height).max(self.height);
        }
        let span = self.span_from(start);
        let (target, iter, from_range) = bounds.into_clause(self);
        Ok(CompClause { is_async, target, iter, from_range, conditions, span })
    }

    fn comp_condition(&mut self) -> PResult<Expr> {
        let condition = self.or_test()?;
        if !self.at(Tok::ColonEq) {
            return Ok(condition);
        }
        // `if x := f(y)` is not Python without parentheses.
        Err(self.fail("invalid syntax: assignment expression not allowed in this context"))
    }
}
