//! `@expression` lines.

use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{Expr, ExprKind};

impl Parser<'_> {
    /// At the first `@`; consumes all decorator lines.
    pub(crate) fn decorators(&mut self) -> PResult<Vec<Expr>> {
        let mut decorators = Vec::new();
        while self.eat(Tok::At) {
            decorators.push(self.named_test()?);
            self.expect_newline("Expected a newline after decorator")?;
        }
        Ok(decorators)
    }
}

/// Whether `@staticmethod` is among the decorators.
pub(super) fn has_staticmethod(decorators: &[Expr]) -> bool {
    decorators.iter().any(|d| matches!(&d.kind, ExprKind::Name(name) if name == "staticmethod"))
}
