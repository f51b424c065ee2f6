//! Statements and suites: what is allowed where, and which rule reads it.

use super::ctx::{Ctx, Level};
use crate::lexer::{Soft, Tok};
use crate::parser::{Fail, PResult, Parser};
use cyrus_syntax::ast::{Block, Stmt, StmtKind};

impl Parser<'_> {
    /// The whole file.
    pub(crate) fn module_body(&mut self) -> Block {
        let level =
            if self.kind == cyrus_syntax::ast::SourceKind::Pxd { Level::ModulePxd } else { Level::Module };
        let ctx = Ctx::new(level);
        let mut body = Vec::new();
        // The docstring, which even declaration files may have.
        if self.at_string() {
            let first = self.pos;
            let before = self.out.len();
            let result = self.expression_statements(ctx, &mut body);
            if result.is_err() {
                debug_assert!(self.muted || self.out.len() > before, "a failure without a message");
                let error = self.recover(first);
                body.push(error);
            }
        }
        loop {
            self.statements(ctx, &mut body);
            if self.at(Tok::Eof) {
                return body;
            }
            // A stray end of block, left behind by an error.
            self.bump();
        }
    }

    /// Statements up to the end of the block or file, errors included.
    pub(crate) fn statements(&mut self, ctx: Ctx, out: &mut Block) {
        while !matches!(self.tok, Tok::Dedent | Tok::Eof) {
            self.recovering(ctx, out, |p, out| p.statement(ctx, out));
        }
    }

    /// Runs a rule that reads one statement or member; skips it when it fails.
    pub(crate) fn recovering(
        &mut self,
        ctx: Ctx,
        out: &mut Block,
        rule: impl FnOnce(&mut Self, &mut Block) -> PResult<()>,
    ) {
        let first = self.pos;
        let async_depth = self.async_depth;
        if self.at(Tok::Indent) {
            self.stray_block(ctx, out);
            return;
        }
        if rule(self, out).is_err() {
            self.async_depth = async_depth;
            let error = self.recover(first);
            out.push(error);
        }
        assert!(self.pos > first || self.at(Tok::Eof), "the parser made no progress");
    }

    /// An indented block that belongs to nothing: its statements are read for their own errors.
    fn stray_block(&mut self, ctx: Ctx, out: &mut Block) {
        let declares = ctx.cdef || matches!(ctx.level, Level::CppClass | Level::Struct);
        let Fail = self.fail(if declares {
            "Expected an identifier, found 'INDENT'"
        } else {
            "Expected an identifier or literal"
        });
        self.bump();
        let result = self.nested(|p| {
            p.statements(ctx, out);
            Ok(())
        });
        // When it is too deep the caller goes on token by token.
        if result.is_ok() {
            self.eat(Tok::Dedent);
        }
    }

    /// `:` and the statements of a compound statement.
    pub(crate) fn suite(&mut self) -> PResult<Block> {
        self.suite_in(Ctx::new(Level::Other))
    }

    pub(crate) fn suite_in(&mut self, ctx: Ctx) -> PResult<Block> {
        self.future_allowed = false;
        self.expect(Tok::Colon)?;
        let mut body = Vec::new();
        if self.at(Tok::Newline) {
            self.bump();
            self.expect_indent()?;
            self.nested(|p| {
                p.statements(ctx, &mut body);
                Ok(())
            })?;
            self.expect_dedent()?;
            return Ok(body);
        }
        if ctx.api {
            let span = self.token_span();
            self.report(span, "'api' not allowed with this statement");
        }
        if matches!(ctx.level, Level::Module | Level::Class | Level::Function | Level::Other) {
            self.simple_statements(ctx, &mut body)?;
        } else {
            self.pass_stmt(&mut body)?;
            self.expect_newline_or_semicolon("Syntax error in declarations")?;
        }
        Ok(body)
    }

    /// One logical line, or one compound statement.
    fn statement(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        self.nested(|p| p.statement_inner(ctx, out))
    }

    fn statement_inner(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        let start = self.start();
        let mut decorators = Vec::new();
        match self.tok {
            Tok::Ctypedef => {
                if !matches!(ctx.level, Level::Module | Level::ModulePxd) {
                    return Err(self.fail("ctypedef statement not allowed here"));
                }
                let kind = self.ctypedef(ctx)?;
                self.push(out, start, kind);
                return Ok(());
            }
            Tok::CtDef => {
                let kind = self.compile_time_def()?;
                self.push(out, start, kind);
                return Ok(());
            }
            Tok::CtIf => {
                let kind = self.compile_time_if(ctx)?;
                self.push(out, start, kind);
                return Ok(());
            }
            Tok::At => {
                if ctx.level == Level::CppClass {
                    return Err(self.fail("decorator not allowed here"));
                }
                decorators = self.decorators()?;
                let allowed = matches!(self.tok, Tok::Def | Tok::Cdef | Tok::Cpdef | Tok::Class)
                    || (self.at(Tok::Name) && self.soft() == Soft::Async);
                if !allowed {
                    return Err(self.fail("Decorators can only be followed by functions or classes"));
                }
            }
            Tok::Pass if ctx.cdef => {
                self.pass_stmt(out)?;
                return self.expect_newline_or_semicolon("Expected a newline");
            }
            _ => {}
        }
        let overridable = self.at(Tok::Cpdef);
        let declares = ctx.cdef || self.at(Tok::Cdef) || overridable;
        if declares {
            let allowed = matches!(
                ctx.level,
                Level::Module | Level::ModulePxd | Level::Function | Level::CClass | Level::CClassPxd
            );
            if matches!(self.tok, Tok::Cdef | Tok::Cpdef) {
                self.bump();
            }
            if !allowed {
                return Err(self.fail("cdef statement not allowed here"));
            }
            self.future_allowed = false;
            let ctx = Ctx { overridable, ..ctx };
            let kind = self.cdef_statement(ctx, start, decorators)?;
            self.push(out, start, kind);
            return Ok(());
        }
        if ctx.api {
            let span = self.token_span();
            self.report(span, "'api' not allowed with this statement");
        }
        self.executable_statement(ctx, start, decorators, out)
    }

    /// A statement that is no C declaration.
    fn executable_statement(
        &mut self,
        ctx: Ctx,
        start: u32,
        decorators: Vec<cyrus_syntax::ast::Expr>,
        out: &mut Block,
    ) -> PResult<()> {
        match self.tok {
            Tok::Def => {
                if ctx.level == Level::ModulePxd {
                    return Err(self.fail("def statement not allowed here"));
                }
                let kind = self.func_def(start, decorators, false)?;
                self.push(out, start, kind);
                return Ok(());
            }
            Tok::Class => {
                if !matches!(ctx.level, Level::Module | Level::Function | Level::Class | Level::Other) {
                    return Err(self.fail("class definition not allowed here"));
                }
                let kind = self.class_def(start, decorators)?;
                self.push(out, start, kind);
                return Ok(());
            }
            Tok::Include => {
                if !matches!(ctx.level, Level::Module | Level::ModulePxd) {
                    return Err(self.fail("include statement not allowed here"));
                }
                let kind = self.include()?;
                self.push(out, start, kind);
                return Ok(());
            }
            Tok::Name
                if ctx.level == Level::CClass && self.soft() == Soft::Property && self.at_property() =>
            {
                let kind = self.property()?;
                self.push(out, start, kind);
                return Ok(());
            }
            Tok::Pass if ctx.level != Level::Property => {
                self.pass_stmt(out)?;
                // More statements may follow on the line, as in Python.
                if self.at(Tok::Semi) {
                    return self.simple_statements_rest(ctx, out);
                }
                return self.expect_newline("Expected a newline");
            }
            _ => {}
        }
        if matches!(ctx.level, Level::CClassPxd | Level::Property) {
            if matches!(self.tok, Tok::Str | Tok::UnclosedStr) {
                let value = self.string_atom()?;
                self.expect_newline_or_semicolon("Syntax error in string")?;
                self.push(out, start, StmtKind::Expr(value));
                return Ok(());
            }
            return Err(self.fail("Executable statement not allowed here"));
        }
        let kind = match self.tok {
            Tok::If => self.if_stmt()?,
            Tok::While => self.while_stmt()?,
            Tok::For => self.for_stmt(false)?,
            Tok::Try => self.try_stmt()?,
            Tok::With => self.with_stmt(false)?,
            Tok::Name if self.soft() == Soft::Async && self.starts_async() => {
                self.bump();
                self.async_stmt(ctx, start, decorators)?
            }
            Tok::Name if self.soft() == Soft::Match => match self.opt_match_stmt(ctx)? {
                Some(kind) => kind,
                None => return self.simple_statements(ctx, out),
            },
            _ => {
                if !decorators.is_empty() {
                    return Err(self.fail("Decorators can only be followed by functions or classes"));
                }
                return self.simple_statements(ctx, out);
            }
        };
        self.push(out, start, kind);
        Ok(())
    }

    /// `async` is a keyword before `def`, and inside coroutines.
    fn starts_async(&self) -> bool {
        self.at_async() || self.peek(1).kind == Tok::Def
    }

    fn async_stmt(
        &mut self,
        ctx: Ctx,
        start: u32,
        decorators: Vec<cyrus_syntax::ast::Expr>,
    ) -> PResult<StmtKind> {
        match self.tok {
            Tok::Def => {
                if ctx.level.is_pxd() {
                    return Err(self.fail("def statement not allowed here"));
                }
                self.func_def(start, decorators, true)
            }
            _ if !decorators.is_empty() => {
                Err(self.fail("Decorators can only be followed by functions or classes"))
            }
            Tok::For => self.for_stmt(true),
            Tok::With => self.with_stmt(true),
            _ => Err(self.fail("expected one of 'def', 'for', 'with' after 'async'")),
        }
    }

    /// Appends a statement that began at `start`.
    pub(crate) fn push(&mut self, out: &mut Block, start: u32, kind: StmtKind) {
        out.push(Stmt { span: self.span_from(start), kind });
    }
}
