//! Statements of one line.

use super::ctx::{Ctx, Level};
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{BinaryOp, Block, Expr, ExprKind, Ident, Raise, StmtKind};

/// The operation of `+=` and its kin.
fn in_place_operator(tok: Tok) -> Option<BinaryOp> {
    Some(match tok {
        Tok::PlusEq => BinaryOp::Add,
        Tok::MinusEq => BinaryOp::Sub,
        Tok::StarEq => BinaryOp::Mul,
        Tok::AtEq => BinaryOp::MatMul,
        Tok::SlashEq => BinaryOp::Div,
        Tok::SlashSlashEq => BinaryOp::FloorDiv,
        Tok::PercentEq => BinaryOp::Mod,
        Tok::StarStarEq => BinaryOp::Pow,
        Tok::LShiftEq => BinaryOp::LShift,
        Tok::RShiftEq => BinaryOp::RShift,
        Tok::AmpEq => BinaryOp::BitAnd,
        Tok::PipeEq => BinaryOp::BitOr,
        Tok::CaretEq => BinaryOp::BitXor,
        _ => return None,
    })
}

impl Parser<'_> {
    /// Statements separated by `;`, and the end of the line.
    pub(crate) fn simple_statements(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        self.simple_statement(ctx, out)?;
        self.simple_statements_rest(ctx, out)
    }

    pub(crate) fn simple_statements_rest(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        while self.eat(Tok::Semi) {
            if matches!(self.tok, Tok::Newline | Tok::Eof) {
                break;
            }
            self.simple_statement(ctx, out)?;
        }
        if !matches!(self.tok, Tok::Newline | Tok::Eof)
            && let Some(StmtKind::Expr(expr)) = out.last().map(|s| &s.kind)
            && matches!(&expr.kind, ExprKind::Name(name) if name == "cdef")
        {
            let span = expr.span;
            let message = "The 'cdef' keyword is only allowed in Cython files (pyx/pxi/pxd)";
            return Err(self.fail_at(span, message));
        }
        self.expect_newline("Syntax error in simple statement list")
    }

    fn simple_statement(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        let before = out.len();
        self.one_simple_statement(out)?;
        let harmless = out[before..].iter().all(|s| match &s.kind {
            StmtKind::Pass => true,
            StmtKind::ImportFrom(import) => {
                import.module.as_ref().is_some_and(|m| m.joined() == "__future__")
            }
            StmtKind::Expr(expr) => before == 0 && matches!(expr.kind, ExprKind::Str(_)),
            _ => false,
        });
        self.future_allowed &= harmless && matches!(ctx.level, Level::Module | Level::ModulePxd);
        Ok(())
    }

    fn one_simple_statement(&mut self, out: &mut Block) -> PResult<()> {
        let start = self.start();
        let kind = match self.tok {
            Tok::Global => StmtKind::Global(self.ident_list()),
            Tok::Nonlocal => StmtKind::Nonlocal(self.ident_list()),
            Tok::Print => self.print_stmt()?,
            Tok::Exec => self.exec_stmt()?,
            Tok::Del => self.del_stmt()?,
            Tok::Break => {
                self.bump();
                StmtKind::Break
            }
            Tok::Continue => {
                self.bump();
                StmtKind::Continue
            }
            Tok::Return => self.return_stmt()?,
            Tok::Raise => self.raise_stmt()?,
            Tok::Import | Tok::Cimport => self.import_stmt()?,
            Tok::From => self.import_from_stmt()?,
            Tok::Yield => StmtKind::Expr(self.yield_expr()?),
            Tok::Assert => self.assert_stmt()?,
            Tok::Pass => {
                self.bump();
                StmtKind::Pass
            }
            Tok::Name if self.soft() == Soft::Type && self.at_type_alias() => self.type_alias()?,
            _ => self.expression_or_assignment()?,
        };
        self.push(out, start, kind);
        Ok(())
    }

    /// A line of expressions (the docstring of a module).
    pub(crate) fn expression_statements(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        self.simple_statements(ctx, out)
    }

    pub(crate) fn pass_stmt(&mut self, out: &mut Block) -> PResult<()> {
        let start = self.start();
        self.expect(Tok::Pass)?;
        self.push(out, start, StmtKind::Pass);
        Ok(())
    }

    fn expression_or_assignment(&mut self) -> PResult<StmtKind> {
        let first = self.testlist_star()?;
        let annotatable =
            matches!(first.kind, ExprKind::Name(_) | ExprKind::Subscript(..) | ExprKind::Attribute(..));
        if self.at(Tok::Colon) && annotatable {
            self.bump();
            let annotation = self.annotation()?;
            let value = if self.eat(Tok::Assign) { Some(self.assigned_value()?) } else { None };
            return Ok(StmtKind::AnnAssign { target: first, annotation, value });
        }
        if let Some(op) = in_place_operator(self.tok) {
            if !annotatable {
                self.report(first.anchor_span(), "Illegal operand for inplace operation.");
            }
            self.bump();
            let value = if self.at(Tok::Yield) { self.yield_expr()? } else { self.testlist()? };
            return Ok(StmtKind::AugAssign { target: first, op, value });
        }
        if !self.at(Tok::Assign) {
            return Ok(StmtKind::Expr(first));
        }
        if matches!(first.kind, ExprKind::Starred(_)) {
            let message = "a starred assignment target must be in a list or tuple \
                           - maybe you meant to use an index assignment: var[0] = ...";
            return Err(self.fail_at(first.anchor_span(), message));
        }
        let mut targets = vec![first];
        let mut value = None;
        while self.eat(Tok::Assign) {
            if let Some(previous) = value.replace(self.assigned_value()?) {
                targets.push(previous);
            }
        }
        match value {
            Some(value) => Ok(StmtKind::Assign { targets, value }),
            None => Err(self.fail("Expected an identifier or literal")),
        }
    }

    fn assigned_value(&mut self) -> PResult<Expr> {
        if self.at(Tok::Yield) { self.yield_expr() } else { self.testlist_star() }
    }

    fn ident_list(&mut self) -> Vec<Ident> {
        self.bump();
        let mut names = Vec::new();
        while self.at_name() {
            names.push(self.take_ident());
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        names
    }

    fn at_line_end(&self) -> bool {
        matches!(self.tok, Tok::Newline | Tok::Eof | Tok::Semi)
    }

    /// `print [>> file,] values [,]`
    fn print_stmt(&mut self) -> PResult<StmtKind> {
        self.bump();
        let mut newline = true;
        let mut dest = None;
        if self.eat(Tok::RShift) {
            dest = Some(self.test()?);
            if self.eat(Tok::Comma) {
                newline = !self.at_line_end();
            } else if !self.at_line_end() {
                return Ok(StmtKind::Print { dest, values: Vec::new(), newline });
            }
        }
        let mut values = Vec::new();
        if !self.at_line_end() {
            values.push(self.test()?);
            while self.eat(Tok::Comma) {
                if self.at_line_end() {
                    newline = false;
                    break;
                }
                values.push(self.test()?);
            }
        }
        Ok(StmtKind::Print { dest, values, newline })
    }

    /// `exec code [in globals [, locals]]`, or the tuple form of the same.
    fn exec_stmt(&mut self) -> PResult<StmtKind> {
        let span = self.token_span();
        self.bump();
        let code = self.bit_expr()?;
        let mut parts = vec![code];
        let is_tuple = matches!(parts[0].kind, ExprKind::Tuple(_));
        if is_tuple && let Some(Expr { kind: ExprKind::Tuple(items), .. }) = parts.first() {
            if (2..=3).contains(&items.len()) {
                parts = items.clone();
            } else {
                let count = items.len();
                self.report(span, format!("expected tuple of length 2 or 3, got length {count}"));
            }
        }
        if self.at(Tok::In) {
            if is_tuple {
                let span = self.token_span();
                self.report(span, "tuple variant of exec does not support additional 'in' arguments");
            }
            self.bump();
            parts.push(self.test()?);
            if self.eat(Tok::Comma) {
                parts.push(self.test()?);
            }
        }
        let mut parts = parts.into_iter();
        match parts.next() {
            Some(code) => Ok(StmtKind::Exec { code, globals: parts.next(), locals: parts.next() }),
            None => Err(self.fail("Expected an identifier or literal")),
        }
    }

    fn del_stmt(&mut self) -> PResult<StmtKind> {
        self.bump();
        let mut targets = Vec::new();
        while !self.at_list_end() {
            targets.push(self.test()?);
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        Ok(StmtKind::Delete(targets))
    }

    fn return_stmt(&mut self) -> PResult<StmtKind> {
        self.bump();
        let value = if self.at_line_end() { None } else { Some(self.testlist_star()?) };
        Ok(StmtKind::Return(value))
    }

    fn raise_stmt(&mut self) -> PResult<StmtKind> {
        self.bump();
        let mut raise = Raise { exc: None, value: None, traceback: None, cause: None };
        if !self.at_line_end() {
            raise.exc = Some(self.test()?);
            if self.eat(Tok::Comma) {
                raise.value = Some(self.test()?);
                if self.eat(Tok::Comma) {
                    raise.traceback = Some(self.test()?);
                }
            } else if self.eat(Tok::From) {
                raise.cause = Some(self.test()?);
            }
        }
        Ok(StmtKind::Raise(raise))
    }

    fn assert_stmt(&mut self) -> PResult<StmtKind> {
        self.bump();
        let test = self.test()?;
        let message = if self.eat(Tok::Comma) { Some(self.test()?) } else { None };
        Ok(StmtKind::Assert { test, message })
    }

    /// `include "file.pxi"`
    pub(crate) fn include(&mut self) -> PResult<StmtKind> {
        self.bump();
        let path = self.plain_string()?;
        self.expect_newline("Syntax error in include statement")?;
        Ok(StmtKind::Include { path })
    }

    /// `DEF name = value`
    pub(crate) fn compile_time_def(&mut self) -> PResult<StmtKind> {
        self.bump();
        let name = self.ident()?;
        self.expect(Tok::Assign)?;
        let value = self.testlist()?;
        self.expect_newline_or_semicolon("Expected a newline")?;
        Ok(StmtKind::CompileTimeDef { name, value })
    }
}
