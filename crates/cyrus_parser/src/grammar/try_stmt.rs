//! `try` with its clauses.

use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{ExceptHandler, Expr, ExprKind, SourceKind, StmtKind, Try};

impl Parser<'_> {
    pub(crate) fn try_stmt(&mut self) -> PResult<StmtKind> {
        self.bump();
        let body = self.suite()?;
        let mut handlers = Vec::new();
        let mut is_star = None;
        let mut mixed = None;
        while self.at(Tok::Except) {
            let (handler, star) = self.except_clause()?;
            if *is_star.get_or_insert(star) != star {
                mixed.get_or_insert(handler.span);
            }
            handlers.push(handler);
        }
        let has_else = self.at(Tok::Else);
        let orelse = self.else_clause()?;
        if let Some(span) = mixed {
            let message = "cannot have both 'except' and 'except*' on the same 'try'";
            return Err(self.fail_at(span, message));
        }
        let finalbody = if self.eat(Tok::Finally) { Some(self.suite()?) } else { None };
        if handlers.is_empty() && !has_else && finalbody.is_none() {
            return Err(self.fail("Expected 'except' or 'finally'"));
        }
        let is_star = is_star.unwrap_or(false);
        Ok(StmtKind::Try(Box::new(Try { body, handlers, is_star, orelse, finalbody })))
    }

    /// `except [*] [type [as name | , target]]: …`
    fn except_clause(&mut self) -> PResult<(ExceptHandler, bool)> {
        let start = self.start();
        self.bump();
        let is_star = self.eat(Tok::Star);
        let mut ty = None;
        let mut target = None;
        if !self.at(Tok::Colon) {
            let first = self.test()?;
            if self.at(Tok::Comma) {
                // Cython binds the second of two; what else is a tuple of Python 3.14.
                let binds = !is_star && (!self.level.is_py3() || self.kind != SourceKind::Py);
                match (self.exceptions(first)?, binds) {
                    (Exceptions::Two(class, name), true) => {
                        ty = Some(class);
                        target = Some(name);
                    }
                    (Exceptions::Two(a, b), false) => {
                        ty = Some(self.expr(a.span.start, ExprKind::Tuple(vec![a, b])));
                    }
                    (Exceptions::Tuple(tuple), _) => ty = Some(tuple),
                }
            } else {
                ty = Some(first);
                if self.at_soft(Soft::As) {
                    self.bump();
                    target = Some(self.except_target()?);
                }
            }
        } else if is_star {
            return Err(self.fail("Expected exception type after except*"));
        }
        let body = self.suite()?;
        Ok((ExceptHandler { span: self.span_from(start), ty, target, body }, is_star))
    }

    /// Python 3 wants a name after `as`; level 2 takes any target.
    fn except_target(&mut self) -> PResult<Expr> {
        if !self.level.is_py3() {
            return self.test();
        }
        let start = self.start();
        let name = self.ident()?;
        Ok(self.expr(start, ExprKind::Name(name.name)))
    }

    /// The rest of `except A, B:`, from the comma.
    fn exceptions(&mut self, first: Expr) -> PResult<Exceptions> {
        let start = first.span.start;
        let mut items = vec![first];
        let mut open = false;
        while self.eat(Tok::Comma) {
            open = self.at(Tok::Colon);
            if open {
                break;
            }
            items.push(self.test()?);
        }
        match <[Expr; 2]>::try_from(items) {
            Ok([a, b]) if !open => Ok(Exceptions::Two(a, b)),
            Ok(pair) => Ok(Exceptions::Tuple(self.expr(start, ExprKind::Tuple(pair.into())))),
            Err(items) => Ok(Exceptions::Tuple(self.expr(start, ExprKind::Tuple(items)))),
        }
    }
}

/// What stands after `except` with a comma in it.
enum Exceptions {
    Two(Expr, Expr),
    Tuple(Expr),
}
