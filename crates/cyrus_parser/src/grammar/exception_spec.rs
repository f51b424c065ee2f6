//! What may follow a C function's parameters: `except …`, `noexcept`, `with gil`.

use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{ExceptionSpec, Expr, ExprKind};

impl Parser<'_> {
    pub(crate) fn exception_spec(&mut self) -> PResult<ExceptionSpec> {
        if self.eat_soft(Soft::Noexcept) {
            return Ok(ExceptionSpec::NoExcept);
        }
        if !self.eat(Tok::Except) {
            return Ok(ExceptionSpec::Unspecified);
        }
        match self.tok {
            Tok::Star => {
                self.bump();
                Ok(ExceptionSpec::Always)
            }
            Tok::Plus => self.cpp_exception_spec(),
            Tok::Tilde if self.tilde_stands_alone() => {
                self.bump();
                Ok(ExceptionSpec::Beside)
            }
            Tok::Question => {
                self.bump();
                Ok(ExceptionSpec::MaybeValue(self.test()?))
            }
            _ => Ok(ExceptionSpec::Value(self.test()?)),
        }
    }

    /// `except ~` of Cython+, as opposed to `except ~0`.
    fn tilde_stands_alone(&self) -> bool {
        let next = self.peek(1);
        match next.kind {
            Tok::Newline | Tok::Colon | Tok::Comma | Tok::RParen | Tok::Semi | Tok::Eof | Tok::With => true,
            Tok::Name => next.soft == Soft::Nogil || next.soft == Soft::Const,
            _ => false,
        }
    }

    /// `+`, `+handler`, `+*`
    fn cpp_exception_spec(&mut self) -> PResult<ExceptionSpec> {
        let plus = self.token();
        self.bump();
        let mut spec = (None, false);
        if self.at(Tok::Star) {
            self.bump();
            spec.1 = true;
        } else if self.at_soft(Soft::Nogil) {
            if self.start() == plus.end {
                let span = self.token_span();
                let message = "'except +nogil' defines an exception handling function. \
                               Use 'except + nogil' for the 'nogil' modifier.";
                self.report(span, message);
            }
        } else if self.at_name() {
            let start = self.start();
            let name = self.take_ident();
            let handler: Expr = self.expr(start, ExprKind::Name(name.name));
            spec.0 = Some(handler);
        }
        Ok(ExceptionSpec::Cpp { handler: spec.0, star: spec.1, maybe_value: None })
    }

    /// `with gil`
    pub(crate) fn opt_with_gil(&mut self) -> PResult<bool> {
        if !self.eat(Tok::With) {
            return Ok(false);
        }
        if !self.eat_soft(Soft::Gil) {
            let found = self.found();
            return Err(self.fail(format!("Expected 'gil', found '{found}'")));
        }
        Ok(true)
    }
}
