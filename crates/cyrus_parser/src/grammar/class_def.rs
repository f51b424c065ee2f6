//! Python classes.

use super::ctx::{Ctx, Level};
use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{ClassDef, Expr, StmtKind};

impl Parser<'_> {
    /// At `class`.
    pub(crate) fn class_def(&mut self, start: u32, decorators: Vec<Expr>) -> PResult<StmtKind> {
        self.bump();
        let id = self.node_id();
        let class = self.intern(self.token_text());
        let name = self.ident()?;
        let type_params = self.opt_type_params()?;
        let args = if self.at(Tok::LParen) { self.arguments(false)? } else { Vec::new() };
        let body = self.in_class(Some(&class), |p| p.suite_in(Ctx::new(Level::Class)))?;
        let span = self.span_from(start);
        Ok(StmtKind::ClassDef(Box::new(ClassDef { id, name, decorators, type_params, args, body, span })))
    }
}
