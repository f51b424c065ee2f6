//! `cdef class`, and `property` blocks in it.

use super::ctx::{Ctx, Level};
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_source::Span;
use cyrus_syntax::ast::{
    Arg, CClassDef, DottedName, Expr, ExprKind, Ident, PropertyDef, StmtKind, TypeArg, TypeExpr,
    TypeExprKind, Visibility,
};

impl Parser<'_> {
    /// At `class`.
    pub(crate) fn c_class(
        &mut self,
        ctx: Ctx,
        start: u32,
        at: Span,
        decorators: Vec<Expr>,
    ) -> PResult<StmtKind> {
        self.bump();
        let id = self.node_id();
        let mut path = vec![self.ident()?];
        while self.eat(Tok::Dot) {
            path.push(self.ident()?);
        }
        let name = match path.pop() {
            Some(name) => name,
            None => self.ident()?,
        };
        // The members of an external class are those of a C struct.
        let class = (ctx.visibility != Visibility::Extern).then(|| name.name.clone());
        let is_qualified = !path.is_empty();
        if is_qualified && ctx.visibility != Visibility::Extern {
            self.report(at, "Qualified class name only allowed for 'extern' C class");
        }
        let asname = if is_qualified && self.eat_soft(Soft::As) { Some(self.ident()?) } else { None };
        let bases = if self.at(Tok::LParen) { self.c_class_bases()? } else { Vec::new() };
        let mut options = ClassOptions::default();
        if self.at(Tok::LBracket) {
            if !matches!(ctx.visibility, Visibility::Public | Visibility::Extern) && !ctx.api {
                let span = self.token_span();
                self.report(span, "Name options only allowed for 'public', 'api', or 'extern' C class");
            }
            options = self.c_class_options()?;
        }
        let nogil = self.eat_soft(Soft::Nogil);
        let body = if self.at(Tok::Colon) {
            let level = if ctx.level == Level::ModulePxd { Level::CClassPxd } else { Level::CClass };
            Some(self.in_class(class.as_deref(), |p| p.suite_in(Ctx::new(level)))?)
        } else {
            self.expect_newline("Syntax error in C class definition")?;
            None
        };
        self.check_class_options(ctx, at, is_qualified, &options);
        let module = path.first().map(|p| p.span).map(|span| DottedName {
            span: path.last().map_or(span, |last| span.to(last.span)),
            parts: path,
        });
        Ok(StmtKind::CClass(Box::new(CClassDef {
            id,
            mods: ctx.modifiers(),
            decorators,
            typedef: ctx.typedef,
            module,
            name,
            asname,
            bases,
            object_struct: options.object_struct,
            type_object: options.type_object,
            check_size: options.check_size,
            nogil,
            body,
            span: self.span_from(start),
        })))
    }

    fn check_class_options(&mut self, ctx: Ctx, at: Span, is_qualified: bool, options: &ClassOptions) {
        let has_struct = options.object_struct.is_some();
        let has_type = options.type_object.is_some();
        let kind = match ctx.visibility {
            Visibility::Extern => {
                if !is_qualified {
                    self.report(at, "Module name required for 'extern' C class");
                }
                if has_type {
                    self.report(at, "Type object name specification not allowed for 'extern' C class");
                }
                return;
            }
            Visibility::Public => "public",
            Visibility::Private if ctx.api => "api",
            Visibility::Private => return,
            Visibility::Readonly => {
                self.report(at, "Invalid class visibility 'readonly'");
                return;
            }
        };
        if !has_struct {
            self.report(at, format!("Object struct name specification required for '{kind}' C class"));
        }
        if !has_type {
            self.report(at, format!("Type object name specification required for '{kind}' C class"));
        }
    }

    fn c_class_bases(&mut self) -> PResult<Vec<TypeExpr>> {
        let args = self.arguments(false)?;
        if args.iter().any(|arg| matches!(arg, Arg::Keyword(..) | Arg::DoubleStar(_))) {
            return Err(self.fail("C classes cannot take keyword bases."));
        }
        let mut bases = Vec::new();
        for arg in args {
            match arg {
                Arg::Positional(expr) | Arg::Star(expr) => {
                    let at = expr.anchor_span();
                    let ty = expr_as_type(expr);
                    if has_error(&ty) {
                        self.report(at, "a base class must be the name of a class");
                    }
                    bases.push(ty);
                }
                Arg::Keyword(..) | Arg::DoubleStar(_) => {}
            }
        }
        Ok(bases)
    }

    /// `[object Struct, type Type, check_size option]`
    fn c_class_options(&mut self) -> PResult<ClassOptions> {
        self.bump();
        let mut options = ClassOptions::default();
        while self.at(Tok::Name) {
            match self.soft() {
                Soft::Object => {
                    self.bump();
                    options.object_struct = Some(self.ident()?);
                }
                Soft::Type => {
                    self.bump();
                    options.type_object = Some(self.ident()?);
                }
                Soft::CheckSize => {
                    self.bump();
                    let value = self.ident()?;
                    if !matches!(value.name.as_str(), "ignore" | "warn" | "error") {
                        let message =
                            format!("Expected one of ignore, warn or error, found '{}'", value.name);
                        return Err(self.fail(message));
                    }
                    options.check_size = Some(value);
                }
                _ => break,
            }
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect_or(Tok::RBracket, "Expected 'object', 'type' or 'check_size'")?;
        Ok(options)
    }

    /// `property name:` and not a use of a variable called `property`.
    pub(crate) fn at_property(&self) -> bool {
        self.peek(1).kind == Tok::Name
    }

    /// At `property`.
    pub(crate) fn property(&mut self) -> PResult<StmtKind> {
        let start = self.start();
        self.bump();
        let name = self.ident()?;
        self.expect(Tok::Colon)?;
        let ctx = Ctx::new(Level::Property);
        let mut body = Vec::new();
        let mut doc = None;
        if self.eat(Tok::Newline) {
            self.expect_indent()?;
            doc = self.opt_doc()?;
            self.statements(ctx, &mut body);
            self.expect_dedent()?;
        } else {
            self.pass_stmt(&mut body)?;
            self.expect_newline_or_semicolon("Syntax error in declarations")?;
        }
        let span = self.span_from(start);
        Ok(StmtKind::Property(Box::new(PropertyDef { name, doc, body, span })))
    }
}

/// What stands in the brackets after a class's name.
#[derive(Default)]
struct ClassOptions {
    object_struct: Option<Ident>,
    type_object: Option<Ident>,
    check_size: Option<Ident>,
}

/// A base class is written as an expression; most are dotted names, some templates.
fn expr_as_type(expr: Expr) -> TypeExpr {
    let span = expr.span;
    if let Some(parts) = dotted_parts(&expr) {
        return TypeExpr { span, kind: TypeExprKind::Name(DottedName { parts, span }) };
    }
    match expr.kind {
        ExprKind::Subscript(base, index) => {
            let args = match index.kind {
                ExprKind::Tuple(items) => items.into_iter().map(TypeArg::Expr).collect(),
                _ => vec![TypeArg::Expr(*index)],
            };
            TypeExpr { span, kind: TypeExprKind::Template { base: Box::new(expr_as_type(*base)), args } }
        }
        _ => TypeExpr { span, kind: TypeExprKind::Error },
    }
}

/// Whether something other than a name was found where a base class must stand.
fn has_error(ty: &TypeExpr) -> bool {
    match &ty.kind {
        TypeExprKind::Error => true,
        TypeExprKind::Template { base, .. } => has_error(base),
        _ => false,
    }
}

fn dotted_parts(expr: &Expr) -> Option<Vec<Ident>> {
    match &expr.kind {
        ExprKind::Name(name) => Some(vec![Ident { name: name.clone(), span: expr.span }]),
        ExprKind::Attribute(value, name) => {
            let mut parts = dotted_parts(value)?;
            parts.push(name.clone());
            Some(parts)
        }
        _ => None,
    }
}
