//! Statements and suites: what is allowed where, and which rule reads it.

use super::ctx::{Ctx, Level};
use crate::lexer::{Soft, Tok};
use crate::parser::{Fail, PResult, Parser};
use cyrus_syntax::ast::{Block, Expr, Stmt, StmtKind};

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
        // When it is too deep the caller goes on token by token.
        if self.enter().is_ok() {
            self.statements(ctx, out);
            self.leave();
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
            self.statements(ctx, &mut body);
            self.expect_dedent()?;
            return Ok(body);
        }
        self.reject_api(ctx);
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
        self.enter()?;
        let result = self.statement_inner(ctx, out);
        self.leave();
        result
    }

    fn statement_inner(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        let start = self.start();
        let mut decorators = Vec::new();
        match self.tok {
            Tok::At => decorators = self.statement_decorators(ctx)?,
            Tok::Pass => return self.pass_line(ctx, out),
            Tok::Name if self.soft() == Soft::Match && !ctx.cdef => return self.match_line(ctx, out),
            Tok::Name if self.soft() == Soft::Select && !ctx.cdef && self.at_select(ctx) => {
                let kind = self.select_stmt(ctx)?;
                self.push(out, start, kind);
                return Ok(());
            }
            _ => {}
        }
        if self.at_simple_statement(ctx) && decorators.is_empty() {
            return self.simple_line(ctx, out);
        }
        let kind = self.compound_statement(ctx, start, decorators)?;
        self.push(out, start, kind);
        Ok(())
    }

    /// Decorators of a function or class.
    fn statement_decorators(&mut self, ctx: Ctx) -> PResult<Vec<Expr>> {
        if matches!(ctx.level, Level::CppClass | Level::Struct) {
            return Err(self.fail("decorator not allowed here"));
        }
        let decorators = self.decorators()?;
        let allowed = matches!(self.tok, Tok::Def | Tok::Cdef | Tok::Cpdef | Tok::Class)
            || (self.at(Tok::Name) && self.soft() == Soft::Async && self.starts_async());
        if !allowed && !ctx.cdef {
            return Err(self.fail("Decorators can only be followed by functions or classes"));
        }
        Ok(decorators)
    }

    /// `pass`, and what follows it on its line.
    fn pass_line(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        if ctx.level == Level::Property && !ctx.cdef {
            return Err(self.fail("Executable statement not allowed here"));
        }
        self.pass_stmt(out)?;
        if ctx.cdef {
            return self.expect_newline_or_semicolon("Expected a newline");
        }
        self.reject_api(ctx);
        // More statements may follow on the line, as in Python.
        if self.at(Tok::Semi) {
            return self.simple_statements_rest(ctx, out);
        }
        self.expect_newline("Expected a newline")
    }

    /// `match` as a keyword or as a name.
    fn match_line(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        let start = self.start();
        if !matches!(ctx.level, Level::CClassPxd | Level::Property)
            && let Some(kind) = self.opt_match_stmt(ctx)?
        {
            self.push(out, start, kind);
            return Ok(());
        }
        self.simple_line(ctx, out)
    }

    /// Whether a line of simple statements starts here.
    fn at_simple_statement(&self, ctx: Ctx) -> bool {
        match self.tok {
            Tok::Ctypedef
            | Tok::CtDef
            | Tok::CtIf
            | Tok::Cdef
            | Tok::Cpdef
            | Tok::Def
            | Tok::Class
            | Tok::Include
            | Tok::If
            | Tok::While
            | Tok::For
            | Tok::Try
            | Tok::With => false,
            _ if ctx.cdef => false,
            Tok::Name if self.soft() == Soft::Async => !self.starts_async(),
            Tok::Name if self.soft() == Soft::Property => !(ctx.level == Level::CClass && self.at_property()),
            _ => true,
        }
    }

    fn simple_line(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        self.reject_api(ctx);
        if matches!(ctx.level, Level::CClassPxd | Level::Property) {
            if !matches!(self.tok, Tok::Str | Tok::UnclosedStr) {
                return Err(self.fail("Executable statement not allowed here"));
            }
            let start = self.start();
            let value = self.string_atom()?;
            self.expect_newline_or_semicolon("Syntax error in string")?;
            self.push(out, start, StmtKind::Expr(value));
            return Ok(());
        }
        self.simple_statements(ctx, out)
    }

    /// `api` before something that has no C interface.
    fn reject_api(&mut self, ctx: Ctx) {
        if ctx.api {
            let span = self.token_span();
            self.report(span, "'api' not allowed with this statement");
        }
    }

    /// A definition, declaration or compound statement. Every arm gives its result straight on, which keeps the
    /// stack of nested blocks small.
    fn compound_statement(&mut self, ctx: Ctx, start: u32, decorators: Vec<Expr>) -> PResult<StmtKind> {
        match self.tok {
            Tok::Ctypedef => return self.ctypedef_statement(ctx),
            Tok::CtDef => return self.compile_time_def(),
            Tok::CtIf => return self.compile_time_if(ctx),
            Tok::Cdef | Tok::Cpdef => return self.cdef_line(ctx, start, decorators),
            _ if ctx.cdef => return self.cdef_line(ctx, start, decorators),
            _ => {}
        }
        self.reject_api(ctx);
        match self.tok {
            Tok::Def => self.def_statement(ctx, start, decorators),
            Tok::Class => self.class_statement(ctx, start, decorators),
            Tok::Include => self.include_statement(ctx),
            Tok::Name if self.soft() == Soft::Property => self.property(),
            _ if matches!(ctx.level, Level::CClassPxd | Level::Property) => {
                Err(self.fail("Executable statement not allowed here"))
            }
            Tok::If => self.if_stmt(),
            Tok::While => self.while_stmt(),
            Tok::For => self.for_stmt(false),
            Tok::Try => self.try_stmt(),
            Tok::With => self.with_stmt(false),
            Tok::Name if self.soft() == Soft::Async => self.async_stmt(ctx, start, decorators),
            _ => Err(self.fail("Decorators can only be followed by functions or classes")),
        }
    }

    fn ctypedef_statement(&mut self, ctx: Ctx) -> PResult<StmtKind> {
        if !matches!(ctx.level, Level::Module | Level::ModulePxd) {
            return Err(self.fail("ctypedef statement not allowed here"));
        }
        self.ctypedef(ctx)
    }

    /// `cdef …`, or a line of a `cdef` block.
    fn cdef_line(&mut self, ctx: Ctx, start: u32, decorators: Vec<Expr>) -> PResult<StmtKind> {
        let overridable = self.at(Tok::Cpdef);
        if matches!(self.tok, Tok::Cdef | Tok::Cpdef) {
            self.bump();
        }
        let allowed = matches!(
            ctx.level,
            Level::Module | Level::ModulePxd | Level::Function | Level::CClass | Level::CClassPxd
        );
        if !allowed {
            return Err(self.fail("cdef statement not allowed here"));
        }
        self.future_allowed = false;
        self.cdef_statement(Ctx { overridable, ..ctx }, start, decorators)
    }

    fn def_statement(&mut self, ctx: Ctx, start: u32, decorators: Vec<Expr>) -> PResult<StmtKind> {
        if ctx.level == Level::ModulePxd {
            return Err(self.fail("def statement not allowed here"));
        }
        self.func_def(start, decorators, false)
    }

    fn class_statement(&mut self, ctx: Ctx, start: u32, decorators: Vec<Expr>) -> PResult<StmtKind> {
        if !matches!(ctx.level, Level::Module | Level::Function | Level::Class | Level::Other) {
            return Err(self.fail("class definition not allowed here"));
        }
        self.class_def(start, decorators)
    }

    fn include_statement(&mut self, ctx: Ctx) -> PResult<StmtKind> {
        if !matches!(ctx.level, Level::Module | Level::ModulePxd) {
            return Err(self.fail("include statement not allowed here"));
        }
        self.include()
    }

    /// `async` is a keyword before `def`, and inside coroutines.
    fn starts_async(&self) -> bool {
        self.at_async() || self.peek(1).kind == Tok::Def
    }

    fn async_stmt(&mut self, ctx: Ctx, start: u32, decorators: Vec<Expr>) -> PResult<StmtKind> {
        self.bump();
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
