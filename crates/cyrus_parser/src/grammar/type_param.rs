//! Type parameters (PEP 695, PEP 696) and `type` statements.

use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{
    Declarator, DeclaratorKind, Expr, ExprKind, Lambda, NoneSpec, Param, ParamKind, Params, StmtKind,
    TypeParam, TypeParamKind,
};

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
        let over = params.clone();
        for param in &mut params {
            param.bound = param.bound.take().map(|e| self.over_type_params(&over, e));
            param.default = param.default.take().map(|e| match e.kind {
                ExprKind::Starred(inner) => {
                    let inner = self.over_type_params(&over, *inner);
                    Expr { kind: ExprKind::Starred(Box::new(inner)), ..e }
                }
                _ => self.over_type_params(&over, e),
            });
        }
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
        let value = self.over_type_params(&type_params, value);
        self.grow(self.height)?;
        Ok(StmtKind::TypeAlias { name, type_params, value })
    }

    /// What belongs to type parameters as a lambda over them: it is evaluated when somebody asks for it.
    fn over_type_params(&mut self, type_params: &[TypeParam], body: Expr) -> Expr {
        let span = body.span;
        let items = type_params
            .iter()
            .map(|p| Param {
                span: p.name.span,
                kind: ParamKind::Normal,
                ty: None,
                declarator: Declarator {
                    span: p.name.span,
                    anchor: p.name.span.start,
                    kind: DeclaratorKind::Name { name: Some(p.name.clone()), cname: None },
                },
                annotation: None,
                default: None,
                none: NoneSpec::Unspecified,
            })
            .collect();
        let params = Params { items, span, ..Params::default() };
        let lambda = Lambda { id: self.node_id(), params, body };
        Expr { id: self.node_id(), span, anchor: span.start, kind: ExprKind::Lambda(Box::new(lambda)) }
    }
}
