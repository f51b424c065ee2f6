//! `cdef extern from "header.h" namespace "ns" nogil:`

use super::ctx::Ctx;
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_source::Span;
use cyrus_syntax::ast::{ExprKind, ExternBlock, Stmt, StmtKind, StrLit, Visibility};

impl Parser<'_> {
    /// At `from`.
    pub(crate) fn extern_block(&mut self, ctx: Ctx, start: u32, at: Span) -> PResult<StmtKind> {
        if ctx.overridable {
            self.report(at, "cdef extern blocks cannot be declared cpdef");
        }
        self.expect(Tok::From)?;
        let header = if self.eat(Tok::Star) { None } else { Some(self.plain_string()?) };
        let mut inner = Ctx { cdef: true, visibility: Visibility::Extern, overridable: false, ..ctx };
        let namespace = if self.eat_soft(Soft::Namespace) { Some(self.plain_string()?) } else { None };
        inner.nogil |= self.eat_soft(Soft::Nogil);
        self.expect(Tok::Colon)?;
        let mut verbatim = None;
        let mut body: Vec<Stmt> = Vec::new();
        if self.eat(Tok::Newline) {
            self.expect_indent()?;
            if matches!(self.tok, Tok::Str | Tok::UnclosedStr) {
                verbatim = self.verbatim_text()?;
            }
            self.statements(inner, &mut body);
            self.expect_dedent()?;
        } else {
            self.pass_stmt(&mut body)?;
            self.expect_newline_or_semicolon("Syntax error in declarations")?;
        }
        Ok(StmtKind::Extern(Box::new(ExternBlock {
            header,
            namespace,
            verbatim,
            body,
            mods: inner.modifiers(),
            span: self.span_from(start),
        })))
    }

    /// The string at the top of the block, copied into the generated file.
    fn verbatim_text(&mut self) -> PResult<Option<String>> {
        let literal = self.string_atom()?;
        self.expect_newline_or_semicolon("Syntax error in doc string")?;
        Ok(match literal.kind {
            ExprKind::Str(StrLit { text: Some(text), .. }) => {
                Some(String::from_utf8_lossy(&text).into_owned())
            }
            ExprKind::Str(StrLit { bytes: Some(bytes), .. }) => {
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            _ => None,
        })
    }
}
