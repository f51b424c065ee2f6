//! The part of a C declaration around the name: pointers, references, arrays, functions.

use super::ctx::Ctx;
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::Name;
use cyrus_syntax::ast::{Declarator, DeclaratorKind, Expr, ExprKind, FuncDeclarator, Ident, TemplateParam};

/// What is asked of a declarator.
#[derive(Clone, Copy, Default)]
pub(crate) struct DeclaratorStyle {
    /// No name may stand in it.
    pub(crate) empty: bool,
    /// A name must stand in it.
    pub(crate) nonempty: bool,
    /// `= value` may follow the name; it is left in [`Parser::declarator_value`].
    pub(crate) assignable: bool,
    /// Directly inside parentheses, where `__stdcall` makes sense.
    pub(crate) in_parens: bool,
    /// The first parameter is `self`.
    pub(crate) method: bool,
}

impl Parser<'_> {
    pub(crate) fn declarator(&mut self, ctx: Ctx, style: DeclaratorStyle) -> PResult<Declarator> {
        self.nested(|p| p.declarator_inner(ctx, style))
    }

    fn declarator_inner(&mut self, ctx: Ctx, style: DeclaratorStyle) -> PResult<Declarator> {
        let start = self.start();
        let mut convention = None;
        let mut result = if self.at(Tok::LParen) {
            let inner = self.peek(1);
            let is_params = inner.kind == Tok::RParen
                || (inner.kind == Tok::Name && inner.soft != Soft::CallingConvention)
                || inner.kind == Tok::Ellipsis;
            if is_params {
                let nameless = self.nameless(start);
                self.function_declarator(ctx, style, start, nameless, None)?
            } else {
                self.bump();
                let inside = DeclaratorStyle { in_parens: true, ..style };
                let inner = self.declarator(ctx, inside)?;
                self.expect(Tok::RParen)?;
                inner
            }
        } else {
            let (declarator, own) = self.simple_declarator(ctx, style)?;
            convention = own;
            declarator
        };
        if convention.is_some() && !style.in_parens && !self.at(Tok::LParen) {
            let span = self.token_span();
            let word = convention.as_deref().unwrap_or_default();
            self.report(span, format!("{word} on something that is not a function"));
        }
        let mut suffixes = 0;
        loop {
            match self.tok {
                Tok::LBracket => result = self.array_declarator(start, result)?,
                Tok::LParen => {
                    result = self.function_declarator(ctx, style, start, result, convention.take())?;
                }
                _ => break,
            }
            suffixes += 1;
            if suffixes > 64 {
                return Err(self.fail("too many brackets in a declaration"));
            }
        }
        if style.in_parens
            && let Some(convention) = convention
        {
            // `(__stdcall *f)(int)`: the convention belongs to the function outside the parentheses.
            self.pending_convention = Some(convention);
        }
        Ok(result)
    }

    fn nameless(&self, start: u32) -> Declarator {
        let span = cyrus_source::Span::new(self.file, start, start);
        Declarator { span, anchor: start, kind: DeclaratorKind::Name { name: None, cname: None } }
    }

    fn array_declarator(&mut self, start: u32, inner: Declarator) -> PResult<Declarator> {
        let anchor = self.start();
        self.bump();
        let dim = if self.at(Tok::RBracket) { None } else { Some(Box::new(self.testlist()?)) };
        self.expect(Tok::RBracket)?;
        let kind = DeclaratorKind::Array { inner: Box::new(inner), dim };
        Ok(Declarator { span: self.span_from(start), anchor, kind })
    }

    fn function_declarator(
        &mut self,
        ctx: Ctx,
        style: DeclaratorStyle,
        start: u32,
        inner: Declarator,
        convention: Option<Name>,
    ) -> PResult<Declarator> {
        let anchor = self.start();
        let calling_convention = convention.or_else(|| self.pending_convention.take());
        let params = self.c_params(ctx, style.method)?;
        let mut nogil = self.eat_soft(Soft::Nogil);
        let exception = self.exception_spec()?;
        nogil |= self.eat_soft(Soft::Nogil);
        let with_gil = self.opt_with_gil()?;
        let (inner, template_params) = split_template_params(inner);
        let function =
            FuncDeclarator { inner, params, exception, nogil, with_gil, template_params, calling_convention };
        let kind = DeclaratorKind::Function(Box::new(function));
        Ok(Declarator { span: self.span_from(start), anchor, kind })
    }

    /// Pointers and references before a name, the name, its C name and value.
    fn simple_declarator(&mut self, ctx: Ctx, style: DeclaratorStyle) -> PResult<(Declarator, Option<Name>)> {
        let start = self.start();
        let convention =
            if self.at_soft(Soft::CallingConvention) { Some(self.take_ident().name) } else { None };
        match self.tok {
            Tok::Star | Tok::StarStar => {
                let double = self.at(Tok::StarStar);
                self.bump();
                let (is_const, is_restrict) = self.pointer_qualifiers();
                let inner = self.declarator(ctx, DeclaratorStyle { in_parens: false, ..style })?;
                let mut kind = DeclaratorKind::Pointer { inner: Box::new(inner), is_const, is_restrict };
                if double {
                    let inner = Declarator { span: self.span_from(start), anchor: start, kind };
                    let inner = Box::new(inner);
                    kind = DeclaratorKind::Pointer { inner, is_const: false, is_restrict: false };
                }
                Ok((Declarator { span: self.span_from(start), anchor: start, kind }, convention))
            }
            Tok::Amp => {
                self.bump();
                let inner = self.declarator(ctx, DeclaratorStyle { in_parens: false, ..style })?;
                let kind = DeclaratorKind::Reference(Box::new(inner));
                Ok((Declarator { span: self.span_from(start), anchor: start, kind }, convention))
            }
            Tok::AmpAmp if self.cpp => {
                self.bump();
                let inner = self.declarator(ctx, DeclaratorStyle { in_parens: false, ..style })?;
                let kind = DeclaratorKind::RvalueReference(Box::new(inner));
                Ok((Declarator { span: self.span_from(start), anchor: start, kind }, convention))
            }
            _ => Ok((self.declared_name(ctx, style, start)?, convention)),
        }
    }

    /// `const`, `restrict` after a `*`.
    fn pointer_qualifiers(&mut self) -> (bool, bool) {
        let at = self.token_span();
        let (mut is_const, mut is_restrict) = (false, false);
        while self.at(Tok::Name) {
            let (flag, word) = match self.soft() {
                Soft::Const => (&mut is_const, "const"),
                Soft::Restrict => (&mut is_restrict, "restrict"),
                _ => break,
            };
            if std::mem::replace(flag, true) {
                self.report(at, format!("Duplicate '{word}'"));
            }
            self.bump();
        }
        (is_const, is_restrict)
    }

    fn declared_name(&mut self, ctx: Ctx, style: DeclaratorStyle, start: u32) -> PResult<Declarator> {
        let mut name = None;
        let mut cname = None;
        if self.at_name() && !self.at_tail_word(style) {
            if style.empty {
                let span = self.token_span();
                self.report(span, "Declarator should be empty");
            }
            let is_operator = self.at_soft(Soft::Operator);
            let mut ident = self.take_ident();
            cname = self.opt_cname()?;
            if is_operator && style.nonempty {
                ident = self.operator_name(ctx, ident)?;
            }
            let was_operator = ident.name.len() > "operator".len() && is_operator;
            if !was_operator && style.assignable && self.eat(Tok::Assign) {
                let value: Expr = self.test()?;
                self.declarator_value = Some(value);
            }
            name = Some(ident);
        } else if style.nonempty {
            if self.at(Tok::Error) {
                return Err(self.fail(""));
            }
            let span = self.token_span();
            self.report(span, "Empty declarator");
        }
        let span = match &name {
            Some(Ident { span, .. }) if cname.is_none() => *span,
            _ => self.span_from(start),
        };
        Ok(Declarator { span, anchor: start, kind: DeclaratorKind::Name { name, cname } })
    }

    /// Where no name is needed, a word that ends a C signature is not one.
    fn at_tail_word(&self, style: DeclaratorStyle) -> bool {
        style.empty && matches!(self.soft(), Soft::Nogil | Soft::Noexcept)
    }
}

/// `f[T, U]` before a parameter list declares template parameters, not an array.
fn split_template_params(declarator: Declarator) -> (Declarator, Vec<TemplateParam>) {
    let Declarator { span, anchor, kind } = declarator;
    let DeclaratorKind::Array { inner, dim: Some(dim) } = kind else {
        return (Declarator { span, anchor, kind }, Vec::new());
    };
    let is_named = matches!(inner.kind, DeclaratorKind::Name { name: Some(_), .. });
    let names: Option<Vec<TemplateParam>> = match &dim.kind {
        ExprKind::Tuple(items) => items.iter().map(template_param).collect(),
        _ => template_param(&dim).map(|p| vec![p]),
    };
    match names {
        Some(names) if is_named => (*inner, names),
        _ => (Declarator { span, anchor, kind: DeclaratorKind::Array { inner, dim: Some(dim) } }, Vec::new()),
    }
}

fn template_param(expr: &Expr) -> Option<TemplateParam> {
    match &expr.kind {
        ExprKind::Name(name) => {
            Some(TemplateParam { name: Ident { name: name.clone(), span: expr.span }, optional: false })
        }
        _ => None,
    }
}
