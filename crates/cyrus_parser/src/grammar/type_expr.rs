//! C types as written: keyword types, names, templates, memoryviews, qualifiers, tuples.

use super::ctx::{Ctx, Level};
use super::declarator::DeclaratorStyle;
use crate::lexer::{Soft, Tok};
use crate::parser::{Fail, PResult, Parser};
use cyrus_source::Span;
use cyrus_syntax::ast::{
    BasicBase, BasicType, Declarator, DeclaratorKind, DottedName, Expr, ExprKind, Ident, Qualifier,
    Signedness, TypeArg, TypeExpr, TypeExprKind,
};

/// `T[int].a.b…`
const MAX_MEMBERS: u32 = 64;

impl Parser<'_> {
    /// A type without pointers: `int`, `Foo[int]`, `const m.T`, `(int, double)`.
    pub(crate) fn base_type(&mut self) -> PResult<TypeExpr> {
        let start = self.start();
        match self.opt_base_type(false)? {
            Some(ty) => Ok(ty),
            None => Ok(TypeExpr { span: self.span_from(start), kind: TypeExprKind::Error }),
        }
    }

    /// The same before a declarator that must have a name: `None` when the only name is the declared one.
    pub(crate) fn opt_base_type(&mut self, named: bool) -> PResult<Option<TypeExpr>> {
        self.nested(|p| if p.at(Tok::LParen) { p.paren_type().map(Some) } else { p.simple_base_type(named) })
    }

    /// A type with pointers and the like but without a name: in casts, template arguments, `sizeof`.
    pub(crate) fn abstract_type(&mut self) -> PResult<TypeExpr> {
        let start = self.start();
        let base = self.base_type()?;
        let style = DeclaratorStyle { empty: true, ..DeclaratorStyle::default() };
        let declarator = self.declarator(Ctx::new(Level::Other), style)?;
        Ok(self.declared_type(start, base, declarator))
    }

    fn declared_type(&self, start: u32, base: TypeExpr, declarator: Declarator) -> TypeExpr {
        if matches!(declarator.kind, DeclaratorKind::Name { .. }) {
            return base;
        }
        let kind = TypeExprKind::Declared(Box::new(base), Box::new(declarator));
        TypeExpr { span: self.span_from(start), kind }
    }

    /// The type between the brackets of a cast.
    pub(crate) fn cast_type(&mut self) -> PResult<TypeExpr> {
        self.abstract_type()
    }

    /// `(T)`, or the ctuple `(T, U)`, with what may follow in brackets.
    fn paren_type(&mut self) -> PResult<TypeExpr> {
        let start = self.start();
        self.bump();
        let first = self.abstract_type()?;
        let mut ty = if self.at(Tok::Comma) {
            let mut components = vec![first];
            while self.eat(Tok::Comma) {
                if self.at(Tok::RParen) {
                    break;
                }
                components.push(self.abstract_type()?);
            }
            self.expect(Tok::RParen)?;
            TypeExpr { span: self.span_from(start), kind: TypeExprKind::Tuple(components) }
        } else {
            self.expect(Tok::RParen)?;
            first
        };
        if self.at(Tok::LBracket) {
            ty = self.type_brackets(start, ty)?;
        }
        Ok(ty)
    }

    fn simple_base_type(&mut self, named: bool) -> PResult<Option<TypeExpr>> {
        let start = self.start();
        if matches!(self.soft(), Soft::Const | Soft::Volatile) && self.at(Tok::Name) {
            return self.c_qualified_type(named).map(Some);
        }
        if let Some(qualifier) = self.qualifier_here(named) {
            self.bump();
            let ty = self.opt_base_type(named)?.unwrap_or_else(|| self.missing_type());
            let kind = TypeExprKind::Qualified(qualifier, Box::new(ty));
            return Ok(Some(TypeExpr { span: self.span_from(start), kind }));
        }
        if !self.at_name() {
            let found = self.found();
            if self.at(Tok::Error) {
                return Err(self.fail(""));
            }
            let span = self.token_span();
            self.report(span, format!("Expected an identifier, found '{found}'"));
            if matches!(self.tok, Tok::Newline | Tok::Indent | Tok::Dedent | Tok::Eof) {
                return Err(Fail);
            }
            if named && !self.name_is_type() {
                // The word is taken for the declared name, so that nothing else is reported.
                self.rename_token();
                return Ok(None);
            }
            self.bump();
            return Ok(Some(TypeExpr { span, kind: TypeExprKind::Error }));
        }
        let mut ty = if self.soft().starts_base_type() {
            self.keyword_type()
        } else if named && self.peek(1).kind != Tok::Dot && !self.name_is_type() {
            return Ok(None);
        } else {
            self.named_type()?
        };
        if self.at(Tok::LBracket) {
            ty = self.type_brackets(start, ty)?;
        }
        let mut members = 0;
        while self.at(Tok::Dot) {
            members += 1;
            if members > MAX_MEMBERS {
                return Err(self.fail("too many members in a type"));
            }
            self.bump();
            let member = self.ident()?;
            let kind = TypeExprKind::Member(Box::new(ty), member);
            ty = TypeExpr { span: self.span_from(start), kind };
            if self.at(Tok::LBracket) {
                ty = self.type_brackets(start, ty)?;
            }
        }
        Ok(Some(ty))
    }

    /// `const`, `volatile`, in any order, before a type.
    fn c_qualified_type(&mut self, named: bool) -> PResult<TypeExpr> {
        let start = self.start();
        let at = self.token_span();
        let (mut is_const, mut is_volatile) = (false, false);
        while self.at(Tok::Name) {
            let (flag, word) = match self.soft() {
                Soft::Const => (&mut is_const, "const"),
                Soft::Volatile => (&mut is_volatile, "volatile"),
                _ => break,
            };
            if std::mem::replace(flag, true) {
                self.report(at, format!("Duplicate '{word}'"));
            }
            self.bump();
        }
        let mut ty = self.opt_base_type(named)?.unwrap_or_else(|| self.missing_type());
        // `const int[:]` is a view of constant items, not a constant view.
        if let TypeExprKind::MemoryView { base, .. } = &mut ty.kind {
            let inner = std::mem::replace(base, Box::new(TypeExpr { span: at, kind: TypeExprKind::Error }));
            **base = self.with_c_qualifiers(start, *inner, is_const, is_volatile);
            ty.span = self.span_from(start);
            return Ok(ty);
        }
        Ok(self.with_c_qualifiers(start, ty, is_const, is_volatile))
    }

    fn with_c_qualifiers(&self, start: u32, ty: TypeExpr, is_const: bool, is_volatile: bool) -> TypeExpr {
        let span = Span::new(self.file, start, ty.span.end.max(start));
        let mut ty = ty;
        if is_volatile {
            ty = TypeExpr { span, kind: TypeExprKind::Volatile(Box::new(ty)) };
        }
        if is_const {
            ty = TypeExpr { span, kind: TypeExprKind::Const(Box::new(ty)) };
        }
        ty
    }

    /// What stands for a type that was left out: `object`, with an empty span.
    pub(crate) fn missing_type(&self) -> TypeExpr {
        let span = Span::new(self.file, self.start(), self.start());
        let name = Ident { name: "object".into(), span };
        TypeExpr { span, kind: TypeExprKind::Name(DottedName { parts: vec![name], span }) }
    }

    /// The Cython+ qualifier here, if the word is one in this place and not a name.
    fn qualifier_here(&self, named: bool) -> Option<Qualifier> {
        let qualifier = self.qualifier_word()?;
        let next = self.peek(1);
        if next.kind != Tok::Name {
            return None;
        }
        if !named || next.soft == Soft::Const {
            return Some(qualifier);
        }
        // `lock A b` qualifies A; `lock b` declares b of a type called lock.
        let mut ahead = 2;
        while self.peek(ahead).kind == Tok::Dot && self.peek(ahead + 1).kind == Tok::Name {
            ahead += 2;
        }
        if next.soft.starts_base_type() || next.soft == Soft::Volatile {
            return Some(qualifier);
        }
        if self.peek(ahead).kind == Tok::LBracket {
            ahead = self.after_brackets(ahead);
        }
        let declares = match self.peek(ahead).kind {
            Tok::Name | Tok::Star | Tok::StarStar | Tok::Amp => true,
            // A pointer to a function: `lock A (*f)(int)`.
            Tok::LParen => matches!(self.peek(ahead + 1).kind, Tok::Star | Tok::StarStar),
            _ => false,
        };
        let is_tail = matches!(self.peek(ahead).soft, Soft::Nogil | Soft::Noexcept);
        (declares && !is_tail).then_some(qualifier)
    }

    pub(crate) fn qualifier_word(&self) -> Option<Qualifier> {
        if !self.at(Tok::Name) {
            return None;
        }
        Some(match self.soft() {
            Soft::Iso => Qualifier::Iso,
            Soft::Lock => Qualifier::Lock,
            Soft::Active => Qualifier::Active,
            Soft::Locked => Qualifier::Locked,
            Soft::Immutable => Qualifier::Immutable,
            Soft::Weak => Qualifier::Weak,
            Soft::Mutable => Qualifier::Mutable,
            _ => return None,
        })
    }

    /// With a `[` at `ahead`, how far ahead the token after its `]` is.
    fn after_brackets(&self, ahead: usize) -> usize {
        let mut depth = 0u32;
        let mut at = ahead;
        loop {
            match self.peek(at).kind {
                Tok::LBracket | Tok::LParen | Tok::LBrace => depth += 1,
                Tok::RBracket | Tok::RParen | Tok::RBrace => {
                    depth -= 1;
                    if depth == 0 {
                        return at + 1;
                    }
                }
                Tok::Eof | Tok::Newline => return at,
                _ => {}
            }
            at += 1;
        }
    }

    /// Whether the name here, alone, is a type followed by a declarator rather than the declarator.
    fn name_is_type(&self) -> bool {
        let next = self.peek(1);
        match next.kind {
            Tok::Name => true,
            Tok::Star | Tok::StarStar | Tok::LBracket | Tok::Amp => true,
            Tok::AmpAmp => self.cpp,
            Tok::LParen => {
                let inner = self.peek(2);
                matches!(inner.kind, Tok::Star | Tok::StarStar | Tok::Amp)
                    || (inner.kind == Tok::Name && inner.soft == Soft::CallingConvention)
            }
            _ => false,
        }
    }

    /// `unsigned long int`, `double complex`, `size_t` …
    fn keyword_type(&mut self) -> TypeExpr {
        let start = self.start();
        if self.soft() == Soft::TypedefType {
            let name = self.take_ident();
            let span = name.span;
            let mut ty = TypeExpr { span, kind: TypeExprKind::Name(DottedName { parts: vec![name], span }) };
            if self.eat_soft(Soft::Complex) {
                ty.span = self.span_from(start);
            }
            return ty;
        }
        let mut basic =
            BasicType { signed: Signedness::Unspecified, longness: 0, base: BasicBase::Int, complex: false };
        while self.at(Tok::Name) {
            match self.soft() {
                Soft::Unsigned => basic.signed = Signedness::Unsigned,
                Soft::Signed => basic.signed = Signedness::Signed,
                Soft::Short => basic.longness = -1,
                Soft::Long => basic.longness = basic.longness.saturating_add(1),
                _ => break,
            }
            self.bump();
        }
        if self.at(Tok::Name) {
            let base = match self.soft() {
                Soft::Void => Some(BasicBase::Void),
                Soft::Char => Some(BasicBase::Char),
                Soft::Int => Some(BasicBase::Int),
                Soft::Float => Some(BasicBase::Float),
                Soft::Double => Some(BasicBase::Double),
                Soft::Bint => Some(BasicBase::Bint),
                _ => None,
            };
            if let Some(base) = base {
                basic.base = base;
                self.bump();
            }
        }
        basic.complex = self.eat_soft(Soft::Complex);
        TypeExpr { span: self.span_from(start), kind: TypeExprKind::Basic(basic) }
    }

    /// `Foo`, `a.b.Foo`
    fn named_type(&mut self) -> PResult<TypeExpr> {
        let name = self.dotted_name()?;
        Ok(TypeExpr { span: name.span, kind: TypeExprKind::Name(name) })
    }

    /// `[…]` after a type: memoryview axes, or template and buffer arguments.
    fn type_brackets(&mut self, start: u32, base: TypeExpr) -> PResult<TypeExpr> {
        let next = self.peek(1);
        let is_view = next.kind == Tok::Colon || (next.kind == Tok::Int && self.peek(2).kind == Tok::Colon);
        if is_view {
            return self.memoryview_axes(start, base);
        }
        self.bump();
        let args = self.type_args()?;
        self.expect(Tok::RBracket)?;
        let kind = TypeExprKind::Template { base: Box::new(base), args };
        let ty = TypeExpr { span: self.span_from(start), kind };
        if self.at(Tok::LBracket) {
            return self.nested(|p| p.type_brackets(start, ty));
        }
        Ok(ty)
    }

    fn memoryview_axes(&mut self, start: u32, base: TypeExpr) -> PResult<TypeExpr> {
        self.bump();
        let mut axes = Vec::new();
        loop {
            let axis = self.subscript_element()?;
            let is_slice = matches!(axis.kind, ExprKind::Slice { .. });
            axes.push(axis);
            if !is_slice {
                // Cython reads all axes before it complains.
                while self.eat(Tok::Comma) {
                    if self.at(Tok::RBracket) {
                        break;
                    }
                    self.subscript_element()?;
                }
                let message = "An axis specification in memoryview declaration does not have a ':'.";
                return Err(self.fail(message));
            }
            if !self.eat(Tok::Comma) || self.at(Tok::RBracket) {
                break;
            }
        }
        self.expect(Tok::RBracket)?;
        let kind = TypeExprKind::MemoryView { base: Box::new(base), axes };
        Ok(TypeExpr { span: self.span_from(start), kind })
    }

    /// Template or buffer arguments up to `]`.
    fn type_args(&mut self) -> PResult<Vec<TypeArg>> {
        let mut args = Vec::new();
        let mut keyword_seen = false;
        while !self.at(Tok::RBracket) {
            if matches!(self.tok, Tok::Star | Tok::StarStar) {
                let span = self.token_span();
                self.report(span, "Argument expansion not allowed here.");
            }
            let mut was_type = false;
            if self.at_name() && self.peek(1).kind == Tok::Assign {
                let name = self.take_ident();
                self.bump();
                let start = self.start();
                let value = if self.looking_at_expr() {
                    self.looked_ahead_test()?
                } else {
                    was_type = true;
                    let ty = self.abstract_type()?;
                    self.expr(start, ExprKind::Type(Box::new(ty)))
                };
                args.push(TypeArg::Keyword(name, value));
                keyword_seen = true;
            } else {
                let start = self.token_span();
                if self.looking_at_expr() {
                    args.push(TypeArg::Expr(self.looked_ahead_test()?));
                } else {
                    was_type = true;
                    args.push(TypeArg::Type(self.abstract_type()?));
                }
                if keyword_seen {
                    return Err(self.fail_at(start, "Non-keyword arg following keyword arg"));
                }
            }
            if !self.at(Tok::Comma) {
                if !self.at(Tok::RBracket) && was_type {
                    return Err(self.fail("Unmatched ]"));
                }
                break;
            }
            self.bump();
        }
        Ok(args)
    }

    // ---- telling types from expressions by looking ahead

    /// Whether what stands here should be read as an expression, although it might be a type.
    pub(crate) fn looking_at_expr(&self) -> bool {
        self.expr_at_token(0, 0)
    }

    /// An expression after [`Self::looking_at_expr`]. Cython's own look-ahead leaves the dots of a
    /// dotted name at the places of the names behind them, which messages then point at.
    pub(crate) fn looked_ahead_test(&mut self) -> PResult<Expr> {
        let mut value = self.test()?;
        move_dots(&mut value);
        Ok(value)
    }

    fn expr_at_token(&self, ahead: usize, depth: u32) -> bool {
        let token = self.peek(ahead);
        if token.kind != Tok::Name {
            // `(int, double)` and `(int)[:]` are types.
            return !(token.kind == Tok::LParen && self.is_paren_type(ahead));
        }
        if token.soft.starts_base_type() {
            return false;
        }
        let mut at = ahead + 1;
        while self.peek(at).kind == Tok::Dot && self.peek(at + 1).kind == Tok::Name {
            at += 2;
        }
        match self.peek(at).kind {
            Tok::Name => false,
            Tok::Star | Tok::StarStar | Tok::Amp => {
                let mut end = at;
                while matches!(self.peek(end).kind, Tok::Star | Tok::StarStar | Tok::Amp) {
                    end += 1;
                }
                !matches!(self.peek(end).kind, Tok::RParen | Tok::RBracket | Tok::Comma)
            }
            Tok::LParen => !matches!(self.peek(at + 1).kind, Tok::Star | Tok::StarStar),
            Tok::LBracket => {
                let inner = self.peek(at + 1);
                if inner.kind == Tok::RBracket || depth > 50 {
                    return false;
                }
                // A view of a named type: `Foo[:, :]`.
                if inner.kind == Tok::Colon {
                    return false;
                }
                self.expr_at_token(at + 1, depth + 1)
            }
            _ => true,
        }
    }

    /// Whether the parenthesis at `ahead` holds a keyword type.
    fn is_paren_type(&self, ahead: usize) -> bool {
        let inner = self.peek(ahead + 1);
        inner.kind == Tok::Name
            && inner.soft.starts_base_type()
            && !matches!(self.peek(ahead + 2).kind, Tok::LParen | Tok::Dot)
    }

    /// Whether a cast `<T>` starts at the token `ahead`.
    pub(crate) fn looks_like_cast(&self, ahead: usize) -> bool {
        let mut at = ahead + 1;
        if self.peek(at).kind != Tok::Name {
            return false;
        }
        loop {
            match self.peek(at).kind {
                Tok::Greater => return true,
                Tok::Name | Tok::Dot | Tok::Star | Tok::StarStar | Tok::Amp | Tok::Question | Tok::Comma => {
                    at += 1;
                }
                Tok::LBracket | Tok::LParen => at = self.after_brackets(at),
                _ => return false,
            }
        }
    }
}

/// Makes the dots of the dotted name that `expr` starts with point at the names behind them.
fn move_dots(mut expr: &mut Expr) {
    loop {
        if let ExprKind::Attribute(base, name) = &mut expr.kind
            && is_dotted(base)
        {
            expr.anchor = name.span.start;
        }
        expr = match &mut expr.kind {
            ExprKind::Attribute(base, _) | ExprKind::Subscript(base, _) => base,
            ExprKind::Binary(_, left, _) | ExprKind::Compare(left, _) => left,
            ExprKind::Call(call) => &mut call.func,
            _ => return,
        };
    }
}

/// `a` or `a.b.c`
fn is_dotted(mut expr: &Expr) -> bool {
    while let ExprKind::Attribute(base, _) = &expr.kind {
        expr = base;
    }
    matches!(expr.kind, ExprKind::Name(_))
}
