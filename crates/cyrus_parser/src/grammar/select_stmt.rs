//! `select:` over operations of channels.
//!
//! `select`, a colon and the end of the line: nothing else is written so, and `select` stays usable as a name.

use super::ctx::{Ctx, Level};
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{SelectCase, StmtKind};

impl Parser<'_> {
    /// Whether the name `select` begins the statement.
    pub(crate) fn at_select(&self, ctx: Ctx) -> bool {
        !self.is_python()
            && !matches!(ctx.level, Level::CClassPxd | Level::Property)
            && self.peek(1).kind == Tok::Colon
            && self.peek(2).kind == Tok::Newline
    }

    /// At `select`.
    pub(crate) fn select_stmt(&mut self, ctx: Ctx) -> PResult<StmtKind> {
        self.bump();
        self.expect(Tok::Colon)?;
        self.expect_newline("Expected a newline")?;
        self.expect_indent()?;
        let mut cases = Vec::new();
        let mut orelse = None;
        while !matches!(self.tok, Tok::Dedent | Tok::Eof) {
            if self.at(Tok::Else) {
                self.bump();
                orelse = Some(self.suite_in(ctx)?);
                break;
            }
            cases.push(self.select_case(ctx)?);
        }
        if !matches!(self.tok, Tok::Dedent | Tok::Eof) {
            return Err(self.fail("'else' has to be the last case of a 'select'"));
        }
        self.expect_dedent()?;
        Ok(StmtKind::Select { cases, orelse })
    }

    /// `case [target =] operation:` and its statements.
    fn select_case(&mut self, ctx: Ctx) -> PResult<SelectCase> {
        let start = self.start();
        if !self.at_soft(Soft::Case) {
            let found = self.found();
            return Err(self.fail(format!("Expected 'case' or 'else', found '{found}'")));
        }
        self.bump();
        let first = self.test()?;
        let (target, operation) = match self.eat(Tok::Assign) {
            true => (Some(first), self.test()?),
            false => (None, first),
        };
        let body = self.suite_in(ctx)?;
        Ok(SelectCase { span: self.span_from(start), target, operation, body })
    }
}
