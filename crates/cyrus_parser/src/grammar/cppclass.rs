//! `cdef cppclass` and `cdef cypclass`: heads and members.

use super::ctx::{Ctx, Level};
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_source::Span;
use cyrus_syntax::ast::{
    Block, CppClassDef, CypClassDef, Expr, Ident, Qualifier, StmtKind, TemplateParam, TypeExpr,
};

/// What both kinds of class begin with.
struct ClassHead {
    name: Ident,
    cname: Option<String>,
    template_params: Vec<TemplateParam>,
    bases: Vec<TypeExpr>,
    nogil: bool,
}

impl Parser<'_> {
    /// `cypclass Name`, possibly behind a qualifier.
    pub(crate) fn at_cypclass(&self) -> bool {
        let offset =
            usize::from(matches!(self.soft(), Soft::Lock | Soft::Active | Soft::Iso | Soft::Immutable));
        self.peek(offset).soft == Soft::Cypclass
            && self.peek(offset).kind == Tok::Name
            && self.peek(offset + 1).kind == Tok::Name
    }

    /// At `cppclass`, or at `struct`/`union` inside a C++ class.
    pub(crate) fn cpp_class(&mut self, ctx: Ctx, start: u32, decorators: Vec<Expr>) -> PResult<StmtKind> {
        let at = self.span_from(start);
        self.bump();
        let id = self.node_id();
        let head = self.class_head(ctx, at)?;
        let inner = Ctx {
            visibility: ctx.visibility,
            nogil: head.nogil || ctx.nogil,
            templates: !head.template_params.is_empty(),
            ..Ctx::new(Level::CppClass)
        };
        let body = self.in_class(None, |p| p.cpp_class_body(inner))?;
        let mut mods = ctx.modifiers();
        mods.nogil |= head.nogil;
        Ok(StmtKind::CppClass(Box::new(CppClassDef {
            id,
            mods,
            name: head.name,
            cname: head.cname,
            template_params: head.template_params,
            bases: head.bases,
            body,
            decorators,
            span: self.span_from(start),
        })))
    }

    /// At `cypclass`, or at the qualifier before it.
    pub(crate) fn cyp_class(&mut self, ctx: Ctx, start: u32, decorators: Vec<Expr>) -> PResult<StmtKind> {
        let at = self.span_from(start);
        let qualifier = match self.soft() {
            Soft::Lock => Some(Qualifier::Lock),
            Soft::Active => Some(Qualifier::Active),
            Soft::Iso => Some(Qualifier::Iso),
            Soft::Immutable => Some(Qualifier::Immutable),
            _ => None,
        };
        if qualifier.is_some() {
            self.bump();
        }
        self.bump();
        let id = self.node_id();
        let head = self.class_head(ctx, at)?;
        let activable = self.eat_soft(Soft::Activable);
        let inner = Ctx {
            visibility: ctx.visibility,
            nogil: true,
            templates: !head.template_params.is_empty(),
            cypclass: true,
            ..Ctx::new(Level::CppClass)
        };
        let body = self.in_class(None, |p| p.cpp_class_body(inner))?;
        Ok(StmtKind::CypClass(Box::new(CypClassDef {
            id,
            mods: ctx.modifiers(),
            name: head.name,
            cname: head.cname,
            template_params: head.template_params,
            bases: head.bases,
            activable,
            qualifier,
            body,
            decorators,
            span: self.span_from(start),
        })))
    }

    fn class_head(&mut self, _ctx: Ctx, at: Span) -> PResult<ClassHead> {
        let name = self.ident()?;
        let cname = self.opt_cname()?;
        if self.at(Tok::Dot) {
            self.report(at, "Qualified class name not allowed C++ class");
        }
        let mut template_params = Vec::new();
        if self.eat(Tok::LBracket) {
            loop {
                template_params.push(self.template_param()?);
                if !self.eat(Tok::Comma) {
                    break;
                }
            }
            self.expect(Tok::RBracket)?;
        }
        let mut bases = Vec::new();
        if self.eat(Tok::LParen) {
            if !self.at(Tok::RParen) {
                bases.push(self.base_type()?);
                while self.eat(Tok::Comma) {
                    bases.push(self.base_type()?);
                }
            }
            self.expect(Tok::RParen)?;
        }
        if self.at(Tok::LBracket) {
            let span = self.token_span();
            self.report(span, "Name options not allowed for C++ class");
        }
        let nogil = self.eat_soft(Soft::Nogil);
        Ok(ClassHead { name, cname, template_params, bases, nogil })
    }

    /// `T`, `T=*`
    fn template_param(&mut self) -> PResult<TemplateParam> {
        let name = self.ident()?;
        let optional = self.eat(Tok::Assign);
        if optional {
            self.expect(Tok::Star)?;
        }
        Ok(TemplateParam { name, optional })
    }

    fn cpp_class_body(&mut self, inner: Ctx) -> PResult<Option<Block>> {
        if !self.eat(Tok::Colon) {
            self.expect_newline("Syntax error in C++ class definition")?;
            return Ok(None);
        }
        let mut body = Vec::new();
        if self.at(Tok::Pass) {
            self.pass_stmt(&mut body)?;
            self.expect_newline_or_semicolon("Expected a newline")?;
            return Ok(Some(body));
        }
        self.expect(Tok::Newline)?;
        self.expect_indent()?;
        while !matches!(self.tok, Tok::Dedent | Tok::Eof) {
            self.recovering(inner, &mut body, |p, out| p.cpp_class_line(inner, out));
        }
        self.expect_dedent()?;
        Ok(Some(body))
    }

    fn cpp_class_line(&mut self, ctx: Ctx, out: &mut Block) -> PResult<()> {
        let start = self.start();
        if self.at(Tok::Pass) {
            self.pass_stmt(out)?;
            return self.expect_newline("Expected a newline");
        }
        if matches!(self.tok, Tok::Str | Tok::UnclosedStr) && out.is_empty() {
            let doc = self.string_atom()?;
            self.expect_newline_or_semicolon("Syntax error in doc string")?;
            self.push(out, start, StmtKind::Expr(doc));
            return Ok(());
        }
        let kind = self.nested(|p| p.cpp_class_member(ctx))?;
        self.push(out, start, kind);
        Ok(())
    }

    /// `public` or `readonly` before a type and a name.
    fn at_visibility(&self) -> bool {
        matches!(self.token_text(), "public" | "readonly")
            && self.peek(1).kind == Tok::Name
            && self.peek(2).kind == Tok::Name
    }

    /// One member of a C++ or Cython+ class.
    pub(crate) fn cpp_class_member(&mut self, ctx: Ctx) -> PResult<StmtKind> {
        let start = self.start();
        let at = self.token_span();
        let decorators = if self.at(Tok::At) { self.decorators()? } else { Vec::new() };
        match self.tok {
            Tok::Ctypedef => return self.ctypedef(ctx),
            Tok::Name if self.soft() == Soft::Cppclass && self.peek(1).kind == Tok::Name => {
                return self.cpp_class(ctx, start, decorators);
            }
            Tok::Name if self.at_cypclass() => return self.cyp_class(ctx, start, decorators),
            Tok::Name if self.soft() == Soft::Enum => {
                return self.c_enum(ctx, start, at);
            }
            Tok::Name if self.soft().is_struct_or_enum() && self.peek(1).kind == Tok::Name => {
                // With template parameters or bases it is a class in all but its word.
                let after = self.peek(2).kind;
                if matches!(after, Tok::LBracket | Tok::LParen) && self.soft() != Soft::Packed {
                    return self.cpp_class(ctx, start, decorators);
                }
                return self.c_struct(ctx, start, at, true);
            }
            Tok::Def | Tok::Cdef if ctx.cypclass => {
                let word = self.token_text();
                return Err(self.fail(format!(
                    "Members of a cypclass are written without '{word}': an attribute as its type and name, a method as what it returns, its name, \
                     'self' and the other parameters"
                )));
            }
            Tok::Name if ctx.cypclass && self.soft() == Soft::Async && self.peek(1).kind == Tok::Name => {
                return Err(self.fail("Methods of a cypclass cannot be 'async': they run without Python"));
            }
            Tok::Name if ctx.cypclass && self.at_visibility() => {
                let word = self.token_text();
                return Err(self.fail(format!(
                    "Attributes of a cypclass are written without '{word}': Python sees them all"
                )));
            }
            Tok::Cpdef if ctx.cypclass => {
                self.bump();
                return self.func_or_var(Ctx { overridable: true, ..ctx }, start, decorators);
            }
            _ => {}
        }
        self.func_or_var(ctx, start, decorators)
    }
}
