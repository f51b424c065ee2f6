//! `go f(args)`.
//!
//! `go` is an operator where a name follows it, which nothing else can: as a name it stays usable.

use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{Expr, ExprKind};

impl Parser<'_> {
    /// Whether the name `go` is the operator.
    pub(crate) fn at_go(&self) -> bool {
        let next = self.peek(1);
        next.kind == Tok::Name
            && !matches!(next.soft, Soft::As | Soft::By | Soft::Async | Soft::Nogil | Soft::Noexcept)
    }

    /// At the operator `go`. The whole chain of calls and attributes behind it is its operand, as with `await`.
    pub(crate) fn go_expr(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        let operand = self.atom()?;
        let operand = self.trailers(operand)?;
        self.grow(self.height)?;
        if !matches!(operand.kind, ExprKind::Call(_) | ExprKind::Error) {
            self.report(operand.span, "Expected a call after 'go'");
        }
        Ok(self.expr(start, ExprKind::Go(Box::new(operand))))
    }
}
