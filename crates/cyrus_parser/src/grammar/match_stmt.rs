//! `match` and its patterns (PEP 634).

use super::ctx::Ctx;
use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{
    BinaryOp, Expr, ExprKind, Ident, MatchCase, Pattern, PatternKind, StmtKind, UnaryOp,
};

impl Parser<'_> {
    /// At the name `match`: `None` when it is just a name here.
    pub(crate) fn opt_match_stmt(&mut self, ctx: Ctx) -> PResult<Option<StmtKind>> {
        if !self.may_be_match() {
            return Ok(None);
        }
        let subject = self.attempt(|p| {
            p.bump();
            let subject = p.tuple_of(Self::named_test_or_starred)?;
            p.expect(Tok::Colon)?;
            Ok(subject)
        });
        let Some(subject) = subject else { return Ok(None) };
        self.expect_newline("Expected a newline")?;
        self.expect_indent()?;
        let mut cases = Vec::new();
        while !matches!(self.tok, Tok::Dedent | Tok::Eof) {
            cases.push(self.case_block(ctx)?);
        }
        self.expect_dedent()?;
        Ok(Some(StmtKind::Match { subject, cases }))
    }

    /// Cheap refusals: `match = 1`, `match.x`, `match)`.
    fn may_be_match(&self) -> bool {
        !matches!(
            self.peek(1).kind,
            Tok::Assign
                | Tok::Dot
                | Tok::Colon
                | Tok::Comma
                | Tok::Newline
                | Tok::Semi
                | Tok::Eof
                | Tok::RParen
        )
    }

    fn case_block(&mut self, ctx: Ctx) -> PResult<MatchCase> {
        let start = self.start();
        if !self.at_soft(Soft::Case) {
            let found = self.found();
            return Err(self.fail(format!("Expected 'case', found '{found}'")));
        }
        self.bump();
        let pattern = self.patterns()?;
        let guard = if self.eat(Tok::If) { Some(self.named_test()?) } else { None };
        let body = self.suite_in(ctx)?;
        Ok(MatchCase { span: self.span_from(start), pattern, guard, body })
    }

    /// A pattern, or several with commas: an open sequence.
    fn patterns(&mut self) -> PResult<Pattern> {
        let start = self.start();
        let first = self.maybe_star_pattern()?;
        if !self.at(Tok::Comma) {
            return Ok(first);
        }
        let mut items = vec![first];
        while self.eat(Tok::Comma) {
            if matches!(self.tok, Tok::Colon | Tok::If) {
                break;
            }
            items.push(self.maybe_star_pattern()?);
        }
        Ok(self.make_pattern(start, PatternKind::Sequence(items)))
    }

    fn make_pattern(&self, start: u32, kind: PatternKind) -> Pattern {
        Pattern { span: self.span_from(start), kind }
    }

    fn maybe_star_pattern(&mut self) -> PResult<Pattern> {
        if !self.at(Tok::Star) {
            return self.pattern();
        }
        let start = self.start();
        self.bump();
        let target = if self.eat_soft(Soft::Underscore) { None } else { Some(self.capture_target()?) };
        Ok(self.make_pattern(start, PatternKind::Star(target)))
    }

    /// Alternatives, and `as name`.
    fn pattern(&mut self) -> PResult<Pattern> {
        let start = self.start();
        let first = self.nested(Self::closed_pattern)?;
        let mut pattern = first;
        if self.at(Tok::Pipe) {
            let mut alternatives = vec![pattern];
            while self.eat(Tok::Pipe) {
                alternatives.push(self.nested(Self::closed_pattern)?);
            }
            pattern = self.make_pattern(start, PatternKind::Or(alternatives));
        }
        if self.eat_soft(Soft::As) {
            if !self.at_name() {
                let at = self.token_span();
                return Err(if self.test().is_ok() {
                    self.fail_at(at, "Invalid pattern target")
                } else {
                    crate::parser::Fail
                });
            }
            let at = self.token_span();
            let next = self.peek(1).kind;
            if matches!(next, Tok::Dot | Tok::LParen | Tok::LBracket | Tok::Assign) {
                self.test()?;
                self.report(at, "Invalid pattern target");
                return Ok(pattern);
            }
            if self.at_soft(Soft::Underscore) {
                self.report(at, "Pattern capture target cannot be '_'");
                self.bump();
                return Ok(pattern);
            }
            let target = self.capture_target()?;
            pattern = self.make_pattern(start, PatternKind::As(Box::new(pattern), target));
        }
        Ok(pattern)
    }

    fn capture_target(&mut self) -> PResult<Ident> {
        if !self.at_name() {
            return Err(self.fail("Expected identifier"));
        }
        if self.at_soft(Soft::Underscore) {
            return Err(self.fail("Pattern capture target cannot be '_'"));
        }
        let name = self.take_ident();
        if matches!(self.tok, Tok::Dot | Tok::LParen | Tok::Assign) {
            let found = self.found();
            return Err(self.fail(format!("Illegal next symbol '{found}'")));
        }
        Ok(name)
    }

    fn closed_pattern(&mut self) -> PResult<Pattern> {
        let start = self.start();
        match self.tok {
            Tok::LBrace => self.mapping_pattern(),
            Tok::LParen | Tok::LBracket => self.group_or_sequence_pattern(),
            Tok::Minus | Tok::Plus | Tok::Int | Tok::Float | Tok::Imag => {
                let value = self.number_pattern()?;
                Ok(self.make_pattern(start, PatternKind::Value(value)))
            }
            Tok::Str | Tok::UnclosedStr | Tok::FStart => {
                let value = self.string_atom()?;
                Ok(self.make_pattern(start, PatternKind::Value(value)))
            }
            Tok::Name if self.at_name() => self.name_pattern(),
            _ => Err(self.fail("Expected identifier")),
        }
    }

    /// A pattern that starts with a name: wildcard, constant, capture, dotted value or class.
    fn name_pattern(&mut self) -> PResult<Pattern> {
        let start = self.start();
        let next = self.peek(1).kind;
        if self.at_soft(Soft::Underscore) && !matches!(next, Tok::Dot | Tok::LParen) {
            self.bump();
            return Ok(self.make_pattern(start, PatternKind::Wildcard));
        }
        if let Some(kind) = self.constant_kind() {
            self.bump();
            let value = self.expr(start, kind);
            return Ok(self.make_pattern(start, PatternKind::Singleton(value)));
        }
        if !matches!(next, Tok::Dot | Tok::LParen) {
            let name = self.capture_target()?;
            return Ok(self.make_pattern(start, PatternKind::Capture(name)));
        }
        let value = self.dotted_value()?;
        if self.at(Tok::LParen) {
            return self.class_pattern(value);
        }
        if self.at(Tok::Assign) {
            return Err(self.fail("Unexpected symbol '='"));
        }
        Ok(self.make_pattern(start, PatternKind::Value(value)))
    }

    /// `a.b.c` as an expression.
    fn dotted_value(&mut self) -> PResult<Expr> {
        let start = self.start();
        let name = self.ident_or("Expected identifier")?;
        let mut value = self.expr(start, ExprKind::Name(name.name));
        let mut height = 1;
        while self.at(Tok::Dot) {
            let anchor = self.start();
            self.bump();
            let name = self.ident()?;
            self.grow(height)?;
            height = self.height;
            value = self.expr_at(start, anchor, ExprKind::Attribute(Box::new(value), name));
        }
        Ok(value)
    }

    /// `-1`, `1 + 2j`
    fn number_pattern(&mut self) -> PResult<Expr> {
        let start = self.start();
        let negative = self.at(Tok::Minus);
        if matches!(self.tok, Tok::Minus | Tok::Plus) {
            self.bump();
        }
        if !matches!(self.tok, Tok::Int | Tok::Float | Tok::Imag) {
            return Err(self.fail("Expected a number"));
        }
        let is_imaginary = self.at(Tok::Imag);
        let mut value = self.number();
        if negative {
            value = self.expr(start, ExprKind::Unary(UnaryOp::Neg, Box::new(value)));
        }
        if is_imaginary || !matches!(self.tok, Tok::Plus | Tok::Minus) {
            return Ok(value);
        }
        let op = if self.at(Tok::Plus) { BinaryOp::Add } else { BinaryOp::Sub };
        self.bump();
        self.eat(Tok::Plus);
        if !self.at(Tok::Imag) {
            return Err(self.fail("Expected imaginary number"));
        }
        let anchor = self.start();
        let imaginary = self.number();
        let kind = ExprKind::Binary(op, Box::new(value), Box::new(imaginary));
        Ok(self.expr_at(start, anchor, kind))
    }

    /// `(p)` is `p`; `(p,)`, `()` and `[…]` are sequences.
    fn group_or_sequence_pattern(&mut self) -> PResult<Pattern> {
        let start = self.start();
        let closer = if self.at(Tok::LParen) { Tok::RParen } else { Tok::RBracket };
        self.bump();
        let mut items = Vec::new();
        let mut comma = false;
        while !self.at(closer) {
            items.push(self.maybe_star_pattern()?);
            comma = self.eat(Tok::Comma);
            if !comma {
                break;
            }
        }
        let is_group = closer == Tok::RParen && items.len() == 1 && !comma;
        if is_group && matches!(items.first().map(|p| &p.kind), Some(PatternKind::Star(_))) {
            return Err(self.fail("tuple-like pattern of length 1 must finish with ','"));
        }
        self.expect(closer)?;
        if is_group && let Some(pattern) = items.pop() {
            return Ok(pattern);
        }
        Ok(self.make_pattern(start, PatternKind::Sequence(items)))
    }

    /// `{key: pattern, **rest}`
    fn mapping_pattern(&mut self) -> PResult<Pattern> {
        let start = self.start();
        self.bump();
        let mut items = Vec::new();
        let mut rest: Option<Ident> = None;
        let mut error = None;
        while !self.at(Tok::RBrace) {
            let at = self.token_span();
            if self.eat(Tok::StarStar) {
                if rest.is_some() {
                    error.get_or_insert((self.token_span(), "Double star capture set twice"));
                }
                rest = Some(self.capture_target()?);
            } else {
                let key = match self.tok {
                    Tok::Name => match self.constant_kind() {
                        Some(kind) => {
                            self.bump();
                            self.expr(at.start, kind)
                        }
                        None => self.mapping_key_name()?,
                    },
                    Tok::Str | Tok::UnclosedStr | Tok::FStart => self.string_atom()?,
                    _ => self.mapping_key_number()?,
                };
                self.expect(Tok::Colon)?;
                let value_at = self.token_span();
                let pattern = self.pattern()?;
                if rest.is_some() {
                    error.get_or_insert((value_at, "pattern follows ** capture"));
                }
                items.push((key, pattern));
            }
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect(Tok::RBrace)?;
        if let Some((span, message)) = error {
            self.report(span, message);
        }
        Ok(self.make_pattern(start, PatternKind::Mapping { items, rest }))
    }

    fn mapping_key_name(&mut self) -> PResult<Expr> {
        if self.peek(1).kind != Tok::Dot {
            self.bump();
            return Err(self.fail("."));
        }
        self.dotted_value()
    }

    fn mapping_key_number(&mut self) -> PResult<Expr> {
        if matches!(self.tok, Tok::Minus | Tok::Plus | Tok::Int | Tok::Float | Tok::Imag) {
            self.number_pattern()
        } else {
            Err(self.fail("Expected identifier"))
        }
    }

    /// `Class(patterns, name=pattern)`
    fn class_pattern(&mut self, class: Expr) -> PResult<Pattern> {
        let start = class.span.start;
        self.bump();
        let mut positional = Vec::new();
        let mut keywords = Vec::new();
        let mut misplaced = None;
        while !self.at(Tok::RParen) {
            if self.at_name() && self.peek(1).kind == Tok::Assign {
                let mut name = self.take_ident();
                name.name = self.spelled(name.span);
                self.bump();
                keywords.push((name, self.pattern()?));
            } else {
                positional.push(self.pattern()?);
                if !keywords.is_empty() {
                    misplaced.get_or_insert(self.token_span());
                }
            }
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect(Tok::RParen)?;
        if let Some(span) = misplaced {
            self.report(span, "Positional patterns follow keyword patterns");
        }
        Ok(self.make_pattern(start, PatternKind::Class { class, positional, keywords }))
    }
}
