//! `cdef` and `cpdef`: which declaration it is; functions, variables and typedefs.

use super::ctx::{Ctx, Level};
use super::declarator::DeclaratorStyle;
use super::decorator::has_staticmethod;
use super::param::take_self_qualifiers;
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{
    CFuncDef, CTypedef, CVarDef, Declarator, DeclaratorKind, Expr, FuncDeclarator, Qualifier, Stmt, StmtKind,
    TypeExpr, TypeExprKind, Visibility,
};

impl Parser<'_> {
    /// After `cdef`/`cpdef`, or at a declaration inside a `cdef` block. `start` is where the statement began.
    pub(crate) fn cdef_statement(
        &mut self,
        mut ctx: Ctx,
        start: u32,
        decorators: Vec<Expr>,
    ) -> PResult<StmtKind> {
        let at = cyrus_source::Span::new(self.file, start, self.prev_end.max(start));
        ctx.visibility = self.opt_visibility(ctx.visibility);
        ctx.api = self.eat_soft(Soft::Api) || ctx.api;
        if ctx.api && !matches!(ctx.visibility, Visibility::Private | Visibility::Public) {
            let word = visibility_word(ctx.visibility);
            self.report(at, format!("Cannot combine 'api' with '{word}'"));
        }
        let is_module = matches!(ctx.level, Level::Module | Level::ModulePxd);
        let kind = match self.tok {
            Tok::From if ctx.visibility == Visibility::Extern => self.extern_block(ctx, start, at)?,
            Tok::Import => {
                self.bump();
                self.extern_block(ctx, start, at)?
            }
            Tok::Colon => self.cdef_block(ctx, at)?,
            Tok::Name if self.soft() == Soft::Nogil => {
                self.bump();
                self.cdef_block(Ctx { nogil: true, ..ctx }, at)?
            }
            Tok::Class => {
                if !is_module {
                    self.report(at, "Extension type definition not allowed here");
                }
                if ctx.overridable {
                    self.report(at, "Extension types cannot be declared cpdef");
                }
                return self.c_class(ctx, start, at, decorators);
            }
            Tok::Name if self.soft() == Soft::Cppclass => {
                return self.cpp_class(ctx, start, decorators);
            }
            Tok::Name if self.at_cypclass() => return self.cyp_class(ctx, start, decorators),
            Tok::Name if self.soft().is_struct_or_enum() => {
                if !is_module {
                    self.report(at, "C struct/union/enum definition not allowed here");
                }
                if ctx.overridable && self.soft() != Soft::Enum {
                    self.report(at, "C struct/union cannot be declared cpdef");
                }
                self.struct_or_enum(ctx, start, at)?
            }
            Tok::Name if self.soft() == Soft::Fused && self.peek(1).kind == Tok::Name => {
                self.fused(ctx, start, at)?
            }
            _ => return self.func_or_var(ctx, start, decorators),
        };
        self.reject_decorators(&decorators)?;
        Ok(kind)
    }

    /// Decorators before something that takes none.
    pub(crate) fn reject_decorators(&mut self, decorators: &[Expr]) -> PResult<()> {
        if decorators.is_empty() {
            return Ok(());
        }
        Err(self.fail("Decorators can only be followed by functions or classes"))
    }

    /// `extern`, `public`, `readonly`
    fn opt_visibility(&mut self, before: Visibility) -> Visibility {
        let visibility = match self.soft() {
            Soft::Extern => Visibility::Extern,
            Soft::Public => Visibility::Public,
            Soft::Readonly => Visibility::Readonly,
            _ => return before,
        };
        if before != Visibility::Private && visibility != before {
            let span = self.token_span();
            let message = format!(
                "Conflicting visibility options '{}' and '{}'",
                visibility_word(before),
                visibility_word(visibility)
            );
            self.report(span, message);
        }
        self.bump();
        visibility
    }

    /// `cdef:` with one declaration a line.
    fn cdef_block(&mut self, ctx: Ctx, at: cyrus_source::Span) -> PResult<StmtKind> {
        if ctx.overridable {
            self.report(at, "cdef blocks cannot be declared cpdef");
        }
        let body = self.suite_in(Ctx { cdef: true, overridable: false, ..ctx })?;
        Ok(StmtKind::CdefBlock(body))
    }

    /// A C function, or variables.
    pub(crate) fn func_or_var(
        &mut self,
        mut ctx: Ctx,
        start: u32,
        decorators: Vec<Expr>,
    ) -> PResult<StmtKind> {
        while self.at_soft(Soft::Inline) && self.peek(1).kind != Tok::Assign {
            ctx.inline = true;
            self.bump();
        }
        let style = DeclaratorStyle {
            nonempty: true,
            assignable: true,
            method: matches!(ctx.level, Level::CClass | Level::CClassPxd | Level::CppClass),
            ..DeclaratorStyle::default()
        };
        let ty = self.opt_base_type(true)?;
        self.declarator_value = None;
        let mut declarator = self.declarator(ctx, style)?;
        let const_method = ctx.level == Level::CppClass && self.eat_soft(Soft::Const);
        let self_mark = match function_of(&mut declarator) {
            Some(function) if ctx.level == Level::CppClass => take_self_qualifiers(&mut function.params),
            _ => (false, None),
        };
        self.reject_return_annotation()?;
        if self.at(Tok::Colon) {
            let allowed = matches!(
                ctx.level,
                Level::Module | Level::CClass | Level::ModulePxd | Level::CClassPxd | Level::CppClass
            ) || ctx.templates;
            if !allowed {
                return Err(self.fail("C function definition not allowed here"));
            }
            let body = self.suite_in(Ctx::new(Level::Function))?;
            return Ok(self.c_func(
                ctx,
                start,
                decorators,
                ty,
                declarator,
                Some(body),
                const_method,
                self_mark,
            ));
        }
        let value = self.declarator_value.take();
        let mut declarators = vec![(declarator, value, const_method, self_mark)];
        while self.eat(Tok::Comma) {
            if self.at(Tok::Newline) {
                break;
            }
            let mut declarator = self.declarator(ctx, style)?;
            let const_method = ctx.level == Level::CppClass && self.eat_soft(Soft::Const);
            let self_mark = match function_of(&mut declarator) {
                Some(function) if ctx.level == Level::CppClass => take_self_qualifiers(&mut function.params),
                _ => (false, None),
            };
            let value = self.declarator_value.take();
            declarators.push((declarator, value, const_method, self_mark));
        }
        let end_span = self.span_from(start);
        self.expect_newline_or_semicolon("Syntax error in C variable declaration")?;
        Ok(self.split_declarators(ctx, end_span, decorators, ty, declarators))
    }

    fn c_func(
        &mut self,
        ctx: Ctx,
        start: u32,
        decorators: Vec<Expr>,
        ty: Option<TypeExpr>,
        declarator: Declarator,
        body: Option<Vec<Stmt>>,
        const_method: bool,
        self_mark: (bool, Option<Qualifier>),
    ) -> StmtKind {
        let mut mods = ctx.modifiers();
        mods.is_static = has_staticmethod(&decorators);
        StmtKind::CFunc(Box::new(CFuncDef {
            id: self.node_id(),
            mods,
            decorators,
            ty,
            declarator,
            body,
            const_self: const_method || self_mark.0,
            self_qualifier: self_mark.1,
            span: self.span_from(start),
        }))
    }

    /// Declarations of one line: functions apart from variables.
    fn split_declarators(
        &mut self,
        ctx: Ctx,
        span: cyrus_source::Span,
        decorators: Vec<Expr>,
        ty: Option<TypeExpr>,
        declarators: Vec<(Declarator, Option<Expr>, bool, (bool, Option<Qualifier>))>,
    ) -> StmtKind {
        let mut kinds: Vec<StmtKind> = Vec::new();
        for (mut declarator, value, const_method, self_mark) in declarators {
            if function_of(&mut declarator).is_some() {
                let decorators = decorators.clone();
                let ty = ty.clone();
                let kind =
                    self.c_func(ctx, span.start, decorators, ty, declarator, None, const_method, self_mark);
                kinds.push(kind);
                continue;
            }
            if let Some(StmtKind::CVar(var)) = kinds.last_mut() {
                var.declarators.push((declarator, value));
                continue;
            }
            let mut mods = ctx.modifiers();
            mods.is_static = has_staticmethod(&decorators);
            let ty = ty.clone().unwrap_or_else(|| {
                let mut missing = self.missing_type();
                let at = declarator.span.at_start();
                missing.span = at;
                if let TypeExprKind::Name(name) = &mut missing.kind {
                    name.span = at;
                    name.parts[0].span = at;
                }
                missing
            });
            let decorators = decorators.clone();
            kinds.push(StmtKind::CVar(Box::new(CVarDef {
                mods,
                ty,
                declarators: vec![(declarator, value)],
                decorators,
            })));
        }
        if kinds.len() == 1
            && let Some(only) = kinds.pop()
        {
            return only;
        }
        StmtKind::CdefBlock(kinds.into_iter().map(|kind| Stmt { span, kind }).collect())
    }

    /// `-> T` after a C signature.
    fn reject_return_annotation(&mut self) -> PResult<()> {
        if !self.at(Tok::Arrow) {
            return Ok(());
        }
        let span = self.token_span();
        let message = "Return type annotation is not allowed in cdef/cpdef signatures. \
                       Please define it before the function name, as in C signatures.";
        self.report(span, message);
        self.bump();
        self.test()?;
        Ok(())
    }

    /// At `ctypedef`.
    pub(crate) fn ctypedef(&mut self, mut ctx: Ctx) -> PResult<StmtKind> {
        let start = self.start();
        let at = self.token_span();
        self.bump();
        ctx.visibility = self.opt_visibility(ctx.visibility);
        ctx.api = self.eat_soft(Soft::Api) || ctx.api;
        ctx.typedef = true;
        match self.tok {
            Tok::Class => return self.c_class(ctx, start, at, Vec::new()),
            Tok::Name if self.soft().is_struct_or_enum() => {
                return self.struct_or_enum(ctx, start, at);
            }
            Tok::Name if self.soft() == Soft::Fused && self.peek(1).kind == Tok::Name => {
                return self.fused(ctx, start, at);
            }
            _ => {}
        }
        let ty = self.opt_base_type(true)?.unwrap_or_else(|| self.missing_type());
        let style = DeclaratorStyle { nonempty: true, ..DeclaratorStyle::default() };
        let declarator = self.declarator(ctx, style)?;
        self.expect_newline_or_semicolon("Syntax error in ctypedef statement")?;
        Ok(StmtKind::CTypedef(Box::new(CTypedef {
            mods: ctx.modifiers(),
            ty,
            declarators: vec![declarator],
        })))
    }
}

/// The function that a declarator declares, if it declares one: `f(x)` and `*f(x)` do, `(*f)(x)` is a variable.
fn function_of(declarator: &mut Declarator) -> Option<&mut FuncDeclarator> {
    match &mut declarator.kind {
        DeclaratorKind::Name { .. } => None,
        DeclaratorKind::Pointer { inner, .. }
        | DeclaratorKind::Reference(inner)
        | DeclaratorKind::RvalueReference(inner)
        | DeclaratorKind::Array { inner, .. } => function_of(inner),
        DeclaratorKind::Function(function) => {
            if matches!(function.inner.kind, DeclaratorKind::Name { .. }) {
                Some(function)
            } else {
                function_of(&mut function.inner)
            }
        }
    }
}

fn visibility_word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Private => "private",
        Visibility::Public => "public",
        Visibility::Readonly => "readonly",
        Visibility::Extern => "extern",
    }
}
