//! Type parameters (PEP 695, PEP 696) and `type` statements.

use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{StmtKind, TypeParam, TypeParamKind};

impl Parser<'_> {
    /// `[T, *Ts, **P]` after a function's or class's name.
    pub(crate) fn opt_type_params(&mut self) -> PResult<Vec<TypeParam>> {
        let mut params = Vec::new();
        if !self.eat(Tok::LBracket) {
            return Ok(params);
        }
        loop {
            let kind = match self.tok {
                Tok::Star => TypeParamKind::TypeVarTuple,
                Tok::StarStar => TypeParamKind::ParamSpec,
                _ => TypeParamKind::TypeVar,
            };
            if kind != TypeParamKind::TypeVar {
                self.bump();
            }
            let name = self.ident()?;
            let bound = if kind == TypeParamKind::TypeVar && self.eat(Tok::Colon) {
                Some(self.test()?)
            } else {
                None
            };
            let default = if self.eat(Tok::Assign) { Some(self.test_or_starred()?) } else { None };
            params.push(TypeParam { name, kind, bound, default });
            if !self.eat(Tok::Comma) || self.at(Tok::RBracket) {
                break;
            }
        }
        self.expect(Tok::RBracket)?;
        Ok(params)
    }

    /// `type` begins a statement before a name that is followed by `=` or `[`.
    pub(crate) fn at_type_alias(&self) -> bool {
        self.peek(1).kind == Tok::Name && matches!(self.peek(2).kind, Tok::Assign | Tok::LBracket)
    }

    /// `type X[T] = value`
    pub(crate) fn type_alias(&mut self) -> PResult<StmtKind> {
        self.bump();
        let name = self.ident()?;
        let type_params = self.opt_type_params()?;
        self.expect(Tok::Assign)?;
        let value = self.test()?;
        Ok(StmtKind::TypeAlias { name, type_params, value })
    }
}
