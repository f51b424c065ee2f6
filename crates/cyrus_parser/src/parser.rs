//! The parser's state and the small operations that every rule uses.
//!
//! Rules live in `grammar/` as methods of [`Parser`]. A rule that cannot go on reports and returns [`Fail`]; the
//! nearest statement list recovers (see `grammar/recovery.rs`). Errors that do not stop a rule are only reported.

use crate::ParseOptions;
use crate::lexer::{LexOptions, Lexer, Soft, Tok, Token, read_header};
use cyrus_diagnostics::{Code, Diagnostic, Diagnostics, codes};
use cyrus_source::{FileId, Span};
use cyrus_syntax::ast::{Expr, ExprKind, Ident, LanguageLevel, Module, SourceKind};
use cyrus_syntax::{Name, NodeId};
use encoding_rs::Encoding;

/// A rule could not go on; why has been reported.
#[derive(Debug)]
pub(crate) struct Fail;

/// What a rule gives.
pub(crate) type PResult<T> = Result<T, Fail>;

/// How deeply rules may nest: brackets, blocks, operators written before their operand. Unoptimised builds need up to
/// 15 KB of stack for a level, and threads have 2 MB.
const MAX_DEPTH: u32 = 100;

/// Blocks that one line may nest: clauses of a comprehension, items of a `with`. CPython has 20.
pub(crate) const MAX_BLOCKS: usize = 100;

/// How high an expression may grow to the left: `a + b + c + …`, `a.b.c…`.
const MAX_HEIGHT: u32 = 1000;

pub(crate) struct Parser<'a> {
    pub(crate) file: FileId,
    pub(crate) text: &'a str,
    pub(crate) lexer: Lexer<'a>,
    /// Index and kind of the current token.
    pub(crate) pos: usize,
    pub(crate) tok: Tok,
    /// Where the last consumed token ended.
    pub(crate) prev_end: u32,
    pub(crate) kind: SourceKind,
    pub(crate) level: LanguageLevel,
    pub(crate) cpp: bool,
    pub(crate) encoding: Option<&'static Encoding>,
    /// Unprefixed literals are text: level 3, or `from __future__ import unicode_literals`.
    pub(crate) unicode_literals: bool,
    /// Only comments, docstrings and other imports from `__future__` came before.
    pub(crate) future_allowed: bool,
    /// `async` and `await` are words of the language in here.
    pub(crate) async_depth: u32,
    /// How deeply the rules that run now are nested.
    pub(crate) depth: u32,
    /// Height of the expression parsed last.
    pub(crate) height: u32,
    /// The value after `=` in the declarator parsed last.
    pub(crate) declarator_value: Option<Expr>,
    /// A calling convention inside parentheses, which belongs to the function around them.
    pub(crate) pending_convention: Option<Name>,
    pub(crate) out: Vec<Diagnostic>,
    /// A syntax error was reported, and the caller wants to see only the first.
    pub(crate) muted: bool,
    pub(crate) first_error_only: bool,
    /// How often recovery has restarted the lexer.
    pub(crate) restarts: u32,
    /// Whether a rule is being tried: its errors will be taken back.
    pub(crate) tentative: u32,
    /// The class around, leading underscores aside: its private names are spelled with it.
    pub(crate) private_class: Option<Name>,
    next_node: u32,
}

/// A place to come back to when a rule does not fit.
pub(crate) struct Checkpoint {
    pos: usize,
    tok: Tok,
    prev_end: u32,
    out: usize,
    depth: u32,
    async_depth: u32,
    next_node: u32,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(file: FileId, text: &'a str, options: &ParseOptions) -> Self {
        let lex_options = LexOptions { cython: true, print_statement: false, exec_statement: false };
        Parser {
            file,
            text,
            lexer: Lexer::new("", lex_options),
            pos: 0,
            tok: Tok::Eof,
            prev_end: 0,
            kind: options.kind,
            level: options.language_level,
            cpp: options.cpp,
            encoding: options.encoding,
            unicode_literals: false,
            future_allowed: true,
            async_depth: 0,
            depth: 0,
            height: 0,
            declarator_value: None,
            pending_convention: None,
            out: Vec::new(),
            muted: false,
            first_error_only: options.first_error_only,
            restarts: 0,
            tentative: 0,
            private_class: None,
            next_node: 0,
        }
    }

    /// Parses the file.
    pub(crate) fn run(mut self, diagnostics: &mut Diagnostics) -> Module {
        let header = read_header(self.file, self.text);
        if let Some(directive) = header.directive("language_level") {
            match LanguageLevel::parse(&directive.value) {
                Some(level) => self.level = level,
                None => self.out.push(Diagnostic::error(
                    codes::E0101,
                    directive.span,
                    format!("invalid language level '{}': expected 2, 3 or 3str", directive.value),
                )),
            }
        }
        self.unicode_literals = self.level == LanguageLevel::Py3;
        let print_statement = self.level == LanguageLevel::Py2;
        self.lexer = Lexer::new(
            self.text,
            LexOptions { cython: !self.is_python(), print_statement, exec_statement: print_statement },
        );
        self.lexer.run();
        self.tok = self.lexer.tokens[0].kind;
        let body = self.module_body();
        for diagnostic in self.out.drain(..) {
            diagnostics.push(diagnostic);
        }
        Module {
            file: self.file,
            kind: self.kind,
            language_level: self.level,
            body,
            directive_comments: header.directives,
            distutils_comments: header.distutils,
            node_count: self.next_node,
            span: Span::new(self.file, 0, self.text.len() as u32),
        }
    }

    // ---- tokens

    /// Whether this is a `.py` file.
    pub(crate) fn is_python(&self) -> bool {
        self.kind == SourceKind::Py
    }

    pub(crate) fn token(&self) -> Token {
        self.lexer.tokens[self.pos]
    }

    /// The token `ahead` of the current one; the end of file when there is none.
    pub(crate) fn peek(&self, ahead: usize) -> Token {
        let last = self.lexer.tokens.len() - 1;
        self.lexer.tokens[(self.pos + ahead).min(last)]
    }

    /// Goes to the next token.
    pub(crate) fn bump(&mut self) {
        if self.tok != Tok::Eof {
            self.prev_end = self.token().end;
            self.pos += 1;
            self.tok = self.token().kind;
        }
    }

    /// Lets the current token pass for a name.
    pub(crate) fn rename_token(&mut self) {
        self.lexer.tokens[self.pos].kind = Tok::Name;
        self.tok = Tok::Name;
    }

    pub(crate) fn at(&self, kind: Tok) -> bool {
        self.tok == kind
    }

    /// Which soft keyword the current token spells.
    pub(crate) fn soft(&self) -> Soft {
        self.token().soft
    }

    pub(crate) fn at_soft(&self, soft: Soft) -> bool {
        self.tok == Tok::Name && self.token().soft == soft
    }

    /// `async` where it is a keyword.
    pub(crate) fn at_async(&self) -> bool {
        self.async_depth > 0 && self.at_soft(Soft::Async)
    }

    /// `await` where it is a keyword.
    pub(crate) fn at_await(&self) -> bool {
        self.async_depth > 0 && self.at_soft(Soft::Await)
    }

    /// A name that is no keyword here.
    pub(crate) fn at_name(&self) -> bool {
        self.tok == Tok::Name && !(self.async_depth > 0 && matches!(self.soft(), Soft::Async | Soft::Await))
    }

    pub(crate) fn eat(&mut self, kind: Tok) -> bool {
        let found = self.tok == kind;
        if found {
            self.bump();
        }
        found
    }

    pub(crate) fn eat_soft(&mut self, soft: Soft) -> bool {
        let found = self.at_soft(soft);
        if found {
            self.bump();
        }
        found
    }

    pub(crate) fn expect(&mut self, kind: Tok) -> PResult<()> {
        if self.eat(kind) {
            return Ok(());
        }
        let found = self.found();
        Err(self.fail(format!("Expected '{}', found '{found}'", kind.describe())))
    }

    pub(crate) fn expect_or(&mut self, kind: Tok, message: &str) -> PResult<()> {
        if self.eat(kind) { Ok(()) } else { Err(self.fail(message)) }
    }

    /// The end of a line, or of the file.
    pub(crate) fn expect_newline(&mut self, message: &str) -> PResult<()> {
        if self.at(Tok::Eof) { Ok(()) } else { self.expect_or(Tok::Newline, message) }
    }

    /// The same, where one `;` too many is allowed.
    pub(crate) fn expect_newline_or_semicolon(&mut self, message: &str) -> PResult<()> {
        self.eat(Tok::Semi);
        self.expect_newline(message)
    }

    pub(crate) fn expect_indent(&mut self) -> PResult<()> {
        if self.at_bad_indentation() {
            // Bad layout is reported; the block is read all the same.
            let Fail = self.fail("Mixed use of tabs and spaces");
            self.bump();
        }
        self.expect_or(Tok::Indent, "Expected an increase in indentation level")
    }

    pub(crate) fn expect_dedent(&mut self) -> PResult<()> {
        self.expect_or(Tok::Dedent, "Expected a decrease in indentation level")
    }

    /// How a message names the current token.
    pub(crate) fn found(&self) -> &'a str {
        if self.tok == Tok::Name { self.token_text() } else { self.tok.describe() }
    }

    pub(crate) fn token_text(&self) -> &'a str {
        self.slice(self.token())
    }

    pub(crate) fn slice(&self, token: Token) -> &'a str {
        &self.text[token.start as usize..token.end as usize]
    }

    /// Where the current token starts.
    pub(crate) fn start(&self) -> u32 {
        self.token().start
    }

    /// From `start` to the end of the last consumed token.
    pub(crate) fn span_from(&self, start: u32) -> Span {
        Span::new(self.file, start, self.prev_end.max(start))
    }

    pub(crate) fn token_span(&self) -> Span {
        let token = self.token();
        Span::new(self.file, token.start, token.end)
    }

    // ---- names

    /// Consumes the current token as an identifier; it must be a name.
    pub(crate) fn take_ident(&mut self) -> Ident {
        let span = self.token_span();
        let name = self.private(self.intern(self.token_text()));
        self.bump();
        Ident { name, span }
    }

    /// Inside `class C`, `__name` is `_C__name`.
    fn private(&self, name: Name) -> Name {
        match &self.private_class {
            Some(class) if name.starts_with("__") && !name.ends_with("__") => {
                Name::from(format!("_{class}{name}"))
            }
            _ => name,
        }
    }

    /// The name that stands in the text, private or not.
    pub(crate) fn spelled(&self, span: Span) -> Name {
        self.intern(&self.text[span.start as usize..span.end as usize])
    }

    /// Runs a rule that reads the body of a class; without a name, that of something whose names are C's.
    pub(crate) fn in_class<T>(&mut self, class: Option<&str>, rule: impl FnOnce(&mut Self) -> T) -> T {
        let class = class.map(|c| c.trim_start_matches('_')).filter(|c| !c.is_empty()).map(Name::new);
        let outer = std::mem::replace(&mut self.private_class, class);
        let result = rule(self);
        self.private_class = outer;
        result
    }

    /// The name as the language sees it: non-ASCII names in normal form KC.
    pub(crate) fn intern(&self, text: &str) -> Name {
        if text.is_ascii() {
            Name::new(text)
        } else {
            use unicode_normalization::UnicodeNormalization;
            Name::from(text.nfkc().collect::<String>())
        }
    }

    pub(crate) fn ident(&mut self) -> PResult<Ident> {
        self.ident_or("Expected an identifier")
    }

    pub(crate) fn ident_or(&mut self, message: &str) -> PResult<Ident> {
        if self.at_name() { Ok(self.take_ident()) } else { Err(self.fail(message)) }
    }

    // ---- nodes

    pub(crate) fn node_id(&mut self) -> NodeId {
        let id = NodeId(self.next_node);
        self.next_node += 1;
        id
    }

    /// An expression from `start` to the last consumed token, messages pointing at its start.
    pub(crate) fn expr(&mut self, start: u32, kind: ExprKind) -> Expr {
        self.expr_at(start, start, kind)
    }

    /// The same, messages pointing at `anchor`.
    pub(crate) fn expr_at(&mut self, start: u32, anchor: u32, kind: ExprKind) -> Expr {
        Expr { id: self.node_id(), span: self.span_from(start), anchor, kind }
    }

    // ---- errors

    /// Reports that the current token does not fit.
    pub(crate) fn fail(&mut self, message: impl Into<String>) -> Fail {
        if self.report_lex_error() {
            return self.fatal();
        }
        let span = self.token_span();
        if self.tok == Tok::Indent {
            self.report_code(codes::E0103, span.at_start(), "Possible inconsistent indentation");
        }
        self.report(span, message);
        self.fatal()
    }

    /// Whether the lexer found fault with the layout here.
    pub(crate) fn at_bad_indentation(&self) -> bool {
        self.at(Tok::Error) && self.lexer.error_at(self.pos).is_some_and(|e| e.indentation)
    }

    /// Reports what the lexer found wrong at the current token, if it is an error.
    pub(crate) fn report_lex_error(&mut self) -> bool {
        let Some(error) = self.lexer.error_at(self.pos).cloned() else { return false };
        let code = if error.indentation { codes::E0103 } else { codes::E0101 };
        let span = Span::new(self.file, error.offset, self.token().end.max(error.offset));
        self.report_code(code, span, error.message);
        true
    }

    /// Reports an error elsewhere than at the current token that makes the rule stop.
    pub(crate) fn fail_at(&mut self, span: Span, message: impl Into<String>) -> Fail {
        self.report(span, message);
        self.fatal()
    }

    fn fatal(&mut self) -> Fail {
        if self.first_error_only && self.tentative == 0 {
            self.muted = true;
        }
        Fail
    }

    /// Reports a syntax error and goes on.
    pub(crate) fn report(&mut self, span: Span, message: impl Into<String>) {
        self.report_code(codes::E0101, span, message);
    }

    pub(crate) fn report_code(&mut self, code: Code, span: Span, message: impl Into<String>) {
        if !self.muted {
            self.out.push(Diagnostic::error(code, span, message));
        }
    }

    // ---- limits and trials

    /// Goes one level deeper, if that is still allowed.
    pub(crate) fn enter(&mut self) -> PResult<()> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fail("too many nested brackets, operators or blocks"));
        }
        self.depth += 1;
        Ok(())
    }

    /// Comes back from the level of the last [`Parser::enter`].
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Runs a rule one level deeper.
    pub(crate) fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> PResult<T>) -> PResult<T> {
        self.enter()?;
        let result = rule(self);
        self.leave();
        result
    }

    /// Notes that an expression was built over others of height `below`.
    pub(crate) fn grow(&mut self, below: u32) -> PResult<()> {
        self.height = below + 1;
        if self.height > MAX_HEIGHT {
            self.height = 0;
            return Err(self.fail("the expression is too long: too many operations in a row"));
        }
        Ok(())
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            pos: self.pos,
            tok: self.tok,
            prev_end: self.prev_end,
            out: self.out.len(),
            depth: self.depth,
            async_depth: self.async_depth,
            next_node: self.next_node,
        }
    }

    pub(crate) fn restore(&mut self, to: Checkpoint) {
        self.pos = to.pos;
        self.tok = to.tok;
        self.prev_end = to.prev_end;
        self.out.truncate(to.out);
        self.depth = to.depth;
        self.async_depth = to.async_depth;
        self.next_node = to.next_node;
    }

    /// Tries a rule; when it fails or reports anything, everything is as before.
    pub(crate) fn attempt<T>(&mut self, rule: impl FnOnce(&mut Self) -> PResult<T>) -> Option<T> {
        let checkpoint = self.checkpoint();
        self.tentative += 1;
        let muted = std::mem::replace(&mut self.muted, false);
        let result = rule(self);
        self.tentative -= 1;
        self.muted = muted;
        match result {
            Ok(value) if self.out.len() == checkpoint.out => Some(value),
            _ => {
                self.restore(checkpoint);
                None
            }
        }
    }
}
