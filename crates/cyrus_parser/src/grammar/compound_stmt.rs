//! `if`, `while`, `else`, and Cython's compile-time `IF`.

use super::ctx::Ctx;
use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{Block, StmtKind};

impl Parser<'_> {
    pub(crate) fn if_stmt(&mut self) -> PResult<StmtKind> {
        let mut branches = Vec::new();
        loop {
            self.bump();
            let test = self.named_test()?;
            let body = self.suite()?;
            branches.push((test, body));
            if !self.at(Tok::Elif) {
                break;
            }
        }
        let orelse = self.else_clause()?;
        Ok(StmtKind::If { branches, orelse })
    }

    pub(crate) fn while_stmt(&mut self) -> PResult<StmtKind> {
        self.bump();
        let test = self.named_test()?;
        let body = self.suite()?;
        let orelse = self.else_clause()?;
        Ok(StmtKind::While { test, body, orelse })
    }

    pub(crate) fn else_clause(&mut self) -> PResult<Option<Block>> {
        if self.eat(Tok::Else) { self.suite().map(Some) } else { Ok(None) }
    }

    /// `IF … ELIF … ELSE`: the suites stand where the statement stands.
    pub(crate) fn compile_time_if(&mut self, ctx: Ctx) -> PResult<StmtKind> {
        let mut branches = Vec::new();
        loop {
            self.bump();
            let test = self.testlist()?;
            let body = self.suite_in(ctx)?;
            branches.push((test, body));
            if !self.at(Tok::CtElif) {
                break;
            }
        }
        let orelse = if self.eat(Tok::CtElse) { Some(self.suite_in(ctx)?) } else { None };
        Ok(StmtKind::CompileTimeIf { branches, orelse })
    }
}
