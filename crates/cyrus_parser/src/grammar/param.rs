//! Parameters of Python and C functions.

use super::ctx::{Ctx, Level};
use super::declarator::DeclaratorStyle;
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_source::Span;
use cyrus_syntax::ast::{
    Declarator, DeclaratorKind, Expr, NoneSpec, Param, ParamDefault, ParamKind, Params, TypeExpr,
    TypeExprKind,
};

/// How a Python parameter list ends, and whether it may have annotations.
#[derive(Clone, Copy)]
pub(crate) struct ParamStyle {
    pub(crate) annotated: bool,
    pub(crate) terminator: Tok,
}

/// Which kind of function a parameter belongs to.
#[derive(Clone, Copy)]
struct ParamPlace {
    ctx: Ctx,
    python: bool,
    annotated: bool,
    kind: ParamKind,
    /// The first parameter of a method of a C or C++ class.
    first_of_method: bool,
}

impl Parser<'_> {
    /// Parameters of `def` or `lambda`, without the brackets.
    pub(crate) fn python_params(&mut self, ctx: Ctx, style: ParamStyle) -> PResult<Params> {
        let start = self.start();
        let mut params = Params::default();
        let mut place = ParamPlace {
            ctx,
            python: true,
            annotated: style.annotated,
            kind: ParamKind::Normal,
            first_of_method: false,
        };
        self.param_list(&mut params.items, place)?;
        if self.at(Tok::Slash) {
            if params.items.is_empty() {
                let message =
                    "Got zero positional-only arguments despite presence of positional-only specifier '/'";
                return Err(self.fail(message));
            }
            self.bump();
            for param in &mut params.items {
                param.kind = ParamKind::PositionalOnly;
            }
            if self.eat(Tok::Comma) {
                self.param_list(&mut params.items, place)?;
            } else if !self.at(style.terminator) {
                return Err(self.fail("Syntax error in Python function argument list"));
            }
        }
        if self.eat(Tok::Star) {
            if self.at_name() {
                params.star = Some(self.variadic_param(style.annotated)?);
            } else {
                params.bare_star = true;
            }
            if self.eat(Tok::Comma) {
                place.kind = ParamKind::KeywordOnly;
                self.param_list(&mut params.items, place)?;
            } else if !self.at(style.terminator) {
                return Err(self.fail("Syntax error in Python function argument list"));
            }
        }
        if self.eat(Tok::StarStar) {
            params.double_star = Some(self.variadic_param(style.annotated)?);
            self.eat(Tok::Comma);
        }
        params.span = self.span_from(start);
        Ok(params)
    }

    /// `(params)` of a C function.
    pub(crate) fn c_params(&mut self, ctx: Ctx, method: bool) -> PResult<Params> {
        let start = self.start();
        self.bump();
        let mut params = Params::default();
        let mut place = ParamPlace {
            ctx,
            python: false,
            annotated: true,
            kind: ParamKind::Normal,
            first_of_method: method,
        };
        self.param_list(&mut params.items, place)?;
        // Of methods of cypclasses: what follows is given by its name.
        if ctx.cypclass && self.at(Tok::Star) && self.peek(1).kind == Tok::Comma {
            self.bump();
            self.bump();
            params.bare_star = true;
            place.kind = ParamKind::KeywordOnly;
            place.first_of_method = false;
            self.param_list(&mut params.items, place)?;
        }
        params.ellipsis = self.eat(Tok::Ellipsis);
        if ctx.cypclass && matches!(self.tok, Tok::Star | Tok::StarStar | Tok::Slash) {
            let found = self.found();
            return Err(self.fail(format!(
                "Methods of a cypclass take no '{found}': each parameter has its place, and can be given by its name"
            )));
        }
        self.expect(Tok::RParen)?;
        params.span = self.span_from(start);
        Ok(params)
    }

    fn param_list(&mut self, items: &mut Vec<Param>, mut place: ParamPlace) -> PResult<()> {
        while !self.at_param_list_end() {
            items.push(self.nested(|p| p.param(place))?);
            if !self.eat(Tok::Comma) {
                break;
            }
            place.first_of_method = false;
        }
        Ok(())
    }

    fn at_param_list_end(&self) -> bool {
        matches!(self.tok, Tok::Star | Tok::StarStar | Tok::Ellipsis | Tok::RParen | Tok::Colon | Tok::Slash)
    }

    fn param(&mut self, place: ParamPlace) -> PResult<Param> {
        let start = self.start();
        let at = self.token_span();
        let (ty, declarator) = self.param_declaration(place)?;
        let none = self.opt_none_spec(place, at)?;
        let annotation =
            if place.annotated && self.eat(Tok::Colon) { Some(self.annotation()?) } else { None };
        let default = if self.eat(Tok::Assign) { self.param_default(place, at)? } else { None };
        let span = self.span_from(start);
        Ok(Param { span, kind: place.kind, ty, declarator, annotation, default, none })
    }

    /// The C type, if any, and the name.
    fn param_declaration(&mut self, place: ParamPlace) -> PResult<(Option<TypeExpr>, Declarator)> {
        let nonempty = place.python;
        let ctx = Ctx { visibility: Default::default(), level: Level::Other, ..place.ctx };
        let style = DeclaratorStyle { nonempty, ..DeclaratorStyle::default() };
        if self.is_python() {
            return Ok((None, self.declarator(ctx, style)?));
        }
        if !place.python
            && let Some(found) = self.single_name_param()
        {
            return Ok(found);
        }
        let ty = self.opt_base_type(nonempty)?;
        let declarator = self.declarator(ctx, style)?;
        Ok((ty, declarator))
    }

    /// In a C function: one name alone may be a parameter or a type, and is read as the parameter. The same
    /// behind `const` and the like for `self` of Cython+'s methods is left to the caller of the whole list.
    fn single_name_param(&mut self) -> Option<(Option<TypeExpr>, Declarator)> {
        if !self.at_name() || self.soft().starts_base_type() {
            return None;
        }
        let next = self.peek(1).kind;
        if !matches!(next, Tok::Comma | Tok::RParen | Tok::Assign | Tok::Colon | Tok::Not | Tok::Or) {
            return None;
        }
        let name = self.take_ident();
        let span = name.span;
        let kind = DeclaratorKind::Name { name: Some(name), cname: None };
        Some((None, Declarator { span, anchor: span.start, kind }))
    }

    /// `not None`, `or None`
    fn opt_none_spec(&mut self, place: ParamPlace, at: Span) -> PResult<NoneSpec> {
        let (spec, word) = match self.tok {
            Tok::Not => (NoneSpec::NotNone, "not"),
            Tok::Or => (NoneSpec::OrNone, "or"),
            _ => return Ok(NoneSpec::Unspecified),
        };
        if self.is_python() {
            return Ok(NoneSpec::Unspecified);
        }
        self.bump();
        if !self.eat_soft(Soft::None) {
            return Err(self.fail("Expected 'None'"));
        }
        if !place.python {
            self.report(at, format!("'{word} None' only allowed in Python functions"));
        }
        Ok(spec)
    }

    fn param_default(&mut self, place: ParamPlace, at: Span) -> PResult<Option<ParamDefault>> {
        let unknown = matches!(self.tok, Tok::Star | Tok::Question) && self.default_is_left_open();
        if unknown {
            self.bump();
            return Ok(Some(ParamDefault::Unknown));
        }
        if place.ctx.level.is_pxd() && !place.ctx.inline && !place.python {
            self.report(at, "default values cannot be specified in pxd files, use ? or *");
            // The value is read all the same, so that only this is reported.
        }
        Ok(Some(ParamDefault::Value(self.test()?)))
    }

    /// `=*` and `=?` end the parameter.
    fn default_is_left_open(&self) -> bool {
        matches!(self.peek(1).kind, Tok::Comma | Tok::RParen | Tok::Newline | Tok::Eof)
    }

    fn variadic_param(&mut self, annotated: bool) -> PResult<Param> {
        let start = self.start();
        let name = self.ident()?;
        let name_span = name.span;
        let annotation = if annotated && self.eat(Tok::Colon) {
            Some(if self.at(Tok::Star) { self.starred_expr()? } else { self.annotation()? })
        } else {
            None
        };
        let kind = DeclaratorKind::Name { name: Some(name), cname: None };
        Ok(Param {
            span: self.span_from(start),
            kind: ParamKind::Variadic,
            ty: None,
            declarator: Declarator { span: name_span, anchor: name_span.start, kind },
            annotation,
            default: None,
            none: NoneSpec::Unspecified,
        })
    }

    pub(crate) fn annotation(&mut self) -> PResult<Expr> {
        self.test()
    }
}

/// Takes the qualifiers off a first parameter written `const self` or `locked self`, and makes it an untyped
/// parameter. Gives what they were.
pub(super) fn take_self_qualifiers(params: &mut Params) -> (bool, Option<cyrus_syntax::ast::Qualifier>) {
    let Some(first) = params.items.first_mut() else { return (false, None) };
    let named = first.declarator.name().is_some();
    let is_plain = matches!(first.declarator.kind, DeclaratorKind::Name { name: None, .. });
    if named || !is_plain {
        return (false, None);
    }
    let mut is_const = false;
    let mut qualifier = None;
    let mut ty = first.ty.as_ref();
    let name = loop {
        match ty.map(|t| &t.kind) {
            Some(TypeExprKind::Const(inner)) => {
                is_const = true;
                ty = Some(&**inner);
            }
            Some(TypeExprKind::Qualified(q, inner)) => {
                qualifier = Some(*q);
                ty = Some(&**inner);
            }
            Some(TypeExprKind::Name(name)) if name.parts.len() == 1 && name.parts[0].name == "self" => {
                break name.parts[0].clone();
            }
            _ => return (false, None),
        }
    };
    if !is_const && qualifier.is_none() {
        return (false, None);
    }
    let span = name.span;
    first.ty = None;
    first.declarator =
        Declarator { span, anchor: span.start, kind: DeclaratorKind::Name { name: Some(name), cname: None } };
    (is_const, qualifier)
}
