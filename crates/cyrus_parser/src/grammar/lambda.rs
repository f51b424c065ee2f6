//! `lambda params: body`

use super::ctx::{Ctx, Level};
use super::param::ParamStyle;
use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{Expr, ExprKind, Lambda, Params};

impl Parser<'_> {
    pub(crate) fn lambda(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        let id = self.node_id();
        let params = if self.at(Tok::Colon) {
            Params { span: self.token_span().at_start(), ..Params::default() }
        } else {
            let style = ParamStyle { annotated: false, terminator: Tok::Colon };
            self.python_params(Ctx::new(Level::Other), style)?
        };
        self.expect(Tok::Colon)?;
        let body = self.test()?;
        self.grow(self.height)?;
        Ok(self.expr(start, ExprKind::Lambda(Box::new(Lambda { id, params, body }))))
    }
}
