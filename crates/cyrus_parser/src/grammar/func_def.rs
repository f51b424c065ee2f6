//! `def` and `async def`.

use super::ctx::{Ctx, Level};
use super::param::ParamStyle;
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{Expr, FuncDef, Ident, StmtKind};

impl Parser<'_> {
    /// At `def`; `start` is where the statement began.
    pub(crate) fn func_def(
        &mut self,
        start: u32,
        decorators: Vec<Expr>,
        is_async: bool,
    ) -> PResult<StmtKind> {
        if is_async {
            self.async_depth += 1;
        }
        let result = self.func_def_inner(start, decorators, is_async);
        if is_async {
            self.async_depth -= 1;
        }
        result
    }

    fn func_def_inner(&mut self, start: u32, decorators: Vec<Expr>, is_async: bool) -> PResult<StmtKind> {
        self.bump();
        let id = self.node_id();
        let mut name = self.ident()?;
        if let Some(real) = self.reject_c_modifier(&name)? {
            name = real;
        }
        let type_params = self.opt_type_params()?;
        if !self.at(Tok::LParen) {
            let found = self.found();
            let message = format!(
                "Expected '(', found '{found}'. Did you use cdef syntax in a Python declaration? \
                 Use decorators and Python type annotations instead."
            );
            return Err(self.fail(message));
        }
        self.bump();
        let style = ParamStyle { annotated: true, terminator: Tok::RParen };
        let params = self.python_params(Ctx::new(Level::Other), style)?;
        self.expect(Tok::RParen)?;
        self.reject_c_modifier_here();
        let returns = if self.eat(Tok::Arrow) {
            let annotation = self.annotation()?;
            self.reject_c_modifier_here();
            Some(annotation)
        } else {
            None
        };
        let body = self.suite_in(Ctx::new(Level::Function))?;
        let span = self.span_from(start);
        Ok(StmtKind::FuncDef(Box::new(FuncDef {
            id,
            name,
            decorators,
            is_async,
            type_params,
            params,
            returns,
            body,
            span,
        })))
    }

    /// `def inline f()`: reports, and gives the real name.
    fn reject_c_modifier(&mut self, name: &Ident) -> PResult<Option<Ident>> {
        if !self.at(Tok::Name) || !matches!(name.name.as_str(), "inline" | "nogil" | "api") {
            return Ok(None);
        }
        self.report_c_modifier(name.name.as_str());
        self.ident().map(Some)
    }

    /// `def f() nogil:`
    fn reject_c_modifier_here(&mut self) {
        if self.at(Tok::Name) && matches!(self.soft(), Soft::Inline | Soft::Nogil | Soft::Api) {
            self.report_c_modifier(self.token_text());
            self.bump();
        }
    }

    fn report_c_modifier(&mut self, word: &str) {
        let span = self.token_span();
        let message = format!(
            "Cannot use cdef modifier '{word}' in Python function signature. Use a decorator instead."
        );
        self.report(span, message);
    }
}
