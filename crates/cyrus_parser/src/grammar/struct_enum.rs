//! Structs, unions, enums and fused types.

use super::ctx::{Ctx, Level};
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_source::Span;
use cyrus_syntax::ast::{
    Block, CEnumDef, CStructDef, EnumItem, ExprKind, FusedDef, StmtKind, StrLit, Visibility,
};

impl Parser<'_> {
    /// At `struct`, `union`, `packed` or `enum`.
    pub(crate) fn struct_or_enum(&mut self, ctx: Ctx, start: u32, at: Span) -> PResult<StmtKind> {
        if self.at_soft(Soft::Enum) {
            self.c_enum(ctx, start, at)
        } else {
            self.c_struct(ctx, start, at, false)
        }
    }

    /// `cpp` for one inside a C++ or Cython+ class.
    pub(crate) fn c_struct(&mut self, ctx: Ctx, start: u32, at: Span, cpp: bool) -> PResult<StmtKind> {
        let packed = self.eat_soft(Soft::Packed);
        if packed && !self.at_soft(Soft::Struct) {
            let found = self.found();
            return Err(self.fail(format!("Expected 'struct', found '{found}'")));
        }
        let is_union = self.at_soft(Soft::Union);
        self.bump();
        let name = self.ident()?;
        let cname = self.opt_cname()?;
        let mut fields = None;
        if self.at(Tok::Colon) {
            let body = self.struct_fields(ctx, cpp)?;
            let has_field = body.iter().any(|s| !matches!(s.kind, StmtKind::Pass));
            if !has_field && ctx.visibility != Visibility::Extern {
                let message =
                    "Empty struct or union definition not allowed outside a 'cdef extern from' block";
                self.report(at, message);
            }
            fields = Some(body);
        } else {
            self.expect_newline("Syntax error in struct or union definition")?;
        }
        Ok(StmtKind::CStruct(Box::new(CStructDef {
            mods: ctx.modifiers(),
            is_union,
            packed,
            cpp,
            name,
            cname,
            typedef: ctx.typedef,
            fields,
            span: self.span_from(start),
        })))
    }

    fn struct_fields(&mut self, ctx: Ctx, cpp: bool) -> PResult<Block> {
        self.bump();
        let mut body = Vec::new();
        if self.at(Tok::Pass) {
            self.pass_stmt(&mut body)?;
            self.expect_newline_or_semicolon("Expected a newline")?;
            return Ok(body);
        }
        self.expect(Tok::Newline)?;
        self.expect_indent()?;
        let level = if cpp { Level::CppClass } else { Level::Struct };
        let inner = Ctx { visibility: ctx.visibility, ..Ctx::new(level) };
        while !matches!(self.tok, Tok::Dedent | Tok::Eof) {
            self.recovering(inner, &mut body, |p, out| p.nested(|p| p.struct_field(inner, out)));
        }
        self.expect_dedent()?;
        Ok(body)
    }

    fn struct_field(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        let start = self.start();
        if self.at(Tok::Pass) {
            self.pass_stmt(out)?;
            return self.expect_newline("Expected a newline");
        }
        let kind = if ctx.level == Level::CppClass {
            self.cpp_class_member(ctx)?
        } else {
            self.func_or_var(ctx, start, Vec::new())?
        };
        self.push(out, start, kind);
        Ok(())
    }

    /// At `enum`.
    pub(crate) fn c_enum(&mut self, ctx: Ctx, start: u32, at: Span) -> PResult<StmtKind> {
        self.bump();
        let scoped = self.cpp
            && (self.at(Tok::Class) || (self.at_soft(Soft::Struct) && self.peek(1).kind == Tok::Name));
        if scoped {
            self.bump();
        }
        let mut name = None;
        let mut cname = None;
        if self.at_name() {
            name = Some(self.take_ident());
            cname = self.opt_cname()?;
        } else if scoped {
            return Err(self.fail("Unnamed scoped enum not allowed"));
        }
        let mut underlying = None;
        if scoped && self.eat(Tok::LParen) {
            underlying = Some(self.base_type()?);
            self.expect(Tok::RParen)?;
        }
        self.expect(Tok::Colon)?;
        let mut items = Vec::new();
        let mut doc = None;
        if self.eat(Tok::Newline) {
            self.expect_indent()?;
            doc = self.opt_doc()?;
            while !matches!(self.tok, Tok::Dedent | Tok::Eof) {
                self.enum_line(&mut items)?;
            }
            self.expect_dedent()?;
        } else {
            self.enum_line(&mut items)?;
        }
        if items.is_empty() && ctx.visibility != Visibility::Extern {
            self.report(at, "Empty enum definition not allowed outside a 'cdef extern from' block");
        }
        Ok(StmtKind::CEnum(Box::new(CEnumDef {
            mods: ctx.modifiers(),
            name,
            cname,
            python: ctx.overridable,
            scoped,
            underlying,
            typedef: ctx.typedef,
            items: Some(items),
            doc,
            span: self.span_from(start),
        })))
    }

    fn enum_line(&mut self, items: &mut Vec<EnumItem>) -> PResult<()> {
        if !self.eat(Tok::Pass) {
            items.push(self.enum_item()?);
            while self.eat(Tok::Comma) {
                if matches!(self.tok, Tok::Newline | Tok::Eof) {
                    break;
                }
                items.push(self.enum_item()?);
            }
        }
        self.expect_newline("Syntax error in enum item list")
    }

    fn enum_item(&mut self) -> PResult<EnumItem> {
        let name = self.ident()?;
        let cname = self.opt_cname()?;
        let value = if self.eat(Tok::Assign) { Some(self.test()?) } else { None };
        Ok(EnumItem { name, cname, value })
    }

    /// A string on a line of its own.
    pub(crate) fn opt_doc(&mut self) -> PResult<Option<StrLit>> {
        if !matches!(self.tok, Tok::Str | Tok::UnclosedStr) {
            return Ok(None);
        }
        let literal = self.string_atom()?;
        self.expect_newline_or_semicolon("Syntax error in doc string")?;
        Ok(match literal.kind {
            ExprKind::Str(literal) => Some(literal),
            _ => None,
        })
    }

    /// `fused name:` with a type a line.
    pub(crate) fn fused(&mut self, ctx: Ctx, start: u32, at: Span) -> PResult<StmtKind> {
        if !matches!(ctx.level, Level::Module | Level::ModulePxd) {
            self.report(at, "Fused type definition not allowed here");
        }
        self.bump();
        let name = self.ident()?;
        self.expect(Tok::Colon)?;
        self.expect_newline("Expected a newline")?;
        self.expect_indent()?;
        let mut types = Vec::new();
        while !matches!(self.tok, Tok::Dedent | Tok::Eof) {
            if !self.eat(Tok::Pass) {
                types.push(self.base_type()?);
            }
            self.expect_newline("Expected a newline")?;
        }
        self.expect_dedent()?;
        if types.is_empty() {
            self.report(at, "Need at least one type");
        }
        Ok(StmtKind::Fused(Box::new(FusedDef { name, types, span: self.span_from(start) })))
    }
}
