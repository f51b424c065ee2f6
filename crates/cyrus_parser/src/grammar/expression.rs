//! Operators, conditionals, and what stands between them.

use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{BinaryOp, BoolOp, CompareOp, Expr, ExprKind, SizeOfArg, UnaryOp};

/// Operands of one kind of boolean operator, and the places of the operators between them.
#[derive(Default)]
struct BoolChain {
    operands: Vec<Expr>,
    anchors: Vec<u32>,
    /// Height of the highest operand.
    height: u32,
}

impl BoolChain {
    fn push(&mut self, anchor: u32, operand: Expr, height: u32) {
        self.anchors.push(anchor);
        self.operands.push(operand);
        self.height = self.height.max(height);
    }
}

/// How tightly a binary operator binds, from `|` up; `None` for other tokens.
fn binary_operator(tok: Tok) -> Option<(u8, BinaryOp)> {
    Some(match tok {
        Tok::Pipe => (1, BinaryOp::BitOr),
        Tok::Caret => (2, BinaryOp::BitXor),
        Tok::Amp => (3, BinaryOp::BitAnd),
        Tok::LShift => (4, BinaryOp::LShift),
        Tok::RShift => (4, BinaryOp::RShift),
        Tok::Plus => (5, BinaryOp::Add),
        Tok::Minus => (5, BinaryOp::Sub),
        Tok::Star => (6, BinaryOp::Mul),
        Tok::At => (6, BinaryOp::MatMul),
        Tok::Slash => (6, BinaryOp::Div),
        Tok::Percent => (6, BinaryOp::Mod),
        Tok::SlashSlash => (6, BinaryOp::FloorDiv),
        _ => return None,
    })
}

impl Parser<'_> {
    /// An expression without `:=`.
    pub(crate) fn test(&mut self) -> PResult<Expr> {
        let expr = self.test_before_walrus()?;
        if self.at(Tok::ColonEq) {
            return Err(self.fail("invalid syntax: assignment expression not allowed in this context"));
        }
        Ok(expr)
    }

    /// An expression, possibly `name := value`.
    pub(crate) fn named_test(&mut self) -> PResult<Expr> {
        let target = self.test_before_walrus()?;
        if !self.at(Tok::ColonEq) {
            return Ok(target);
        }
        let anchor = self.start();
        let name = match &target.kind {
            ExprKind::Name(name) => cyrus_syntax::ast::Ident { name: name.clone(), span: target.span },
            _ => {
                let span = self.token_span();
                self.report(span, "Left-hand side of assignment expression must be an identifier");
                cyrus_syntax::ast::Ident { name: "".into(), span: target.span }
            }
        };
        self.bump();
        let value = self.nested(Self::test)?;
        Ok(self.expr_at(target.span.start, anchor, ExprKind::Walrus(name, Box::new(value))))
    }

    fn test_before_walrus(&mut self) -> PResult<Expr> {
        if self.at(Tok::Lambda) {
            return self.nested(Self::lambda);
        }
        let then = self.or_test()?;
        if self.at(Tok::If) { self.conditional(then) } else { Ok(then) }
    }

    /// At the `if` of `then if test else orelse`. Chains nest to the right but are read in a loop.
    fn conditional(&mut self, then: Expr) -> PResult<Expr> {
        let mut height = self.height;
        let mut chain = vec![];
        let mut then = then;
        let mut last = loop {
            self.bump();
            let test = self.or_test()?;
            height = height.max(self.height);
            self.expect(Tok::Else)?;
            chain.push((then, test));
            if self.at(Tok::Lambda) {
                break self.nested(Self::lambda)?;
            }
            then = self.or_test()?;
            height = height.max(self.height);
            if !self.at(Tok::If) {
                break then;
            }
        };
        if self.at(Tok::ColonEq) {
            return Err(self.fail("invalid syntax: assignment expression not allowed in this context"));
        }
        self.grow(height.max(self.height) + chain.len() as u32 - 1)?;
        while let Some((then, test)) = chain.pop() {
            let start = then.span.start;
            let (test, then, orelse) = (Box::new(test), Box::new(then), Box::new(last));
            last = self.expr(start, ExprKind::Conditional { test, then, orelse });
        }
        Ok(last)
    }

    /// Operators from `or` down.
    pub(crate) fn or_test(&mut self) -> PResult<Expr> {
        let first = self.not_test()?;
        if matches!(self.tok, Tok::And | Tok::Or) { self.bool_rest(first) } else { Ok(first) }
    }

    /// `and` and `or` after the first operand; both nest to the right.
    fn bool_rest(&mut self, first: Expr) -> PResult<Expr> {
        let mut alternatives = BoolChain::default();
        let mut terms = BoolChain { operands: vec![first], anchors: Vec::new(), height: self.height };
        loop {
            let anchor = self.start();
            match self.tok {
                Tok::And => {
                    self.bump();
                    let operand = self.not_test()?;
                    terms.push(anchor, operand, self.height);
                }
                Tok::Or => {
                    self.bump();
                    let group = self.fold_bool(BoolOp::And, std::mem::take(&mut terms))?;
                    alternatives.operands.extend(group);
                    alternatives.height = alternatives.height.max(self.height);
                    alternatives.anchors.push(anchor);
                    terms.operands.push(self.not_test()?);
                    terms.height = self.height;
                }
                _ => break,
            }
        }
        let group = self.fold_bool(BoolOp::And, terms)?;
        alternatives.operands.extend(group);
        alternatives.height = alternatives.height.max(self.height);
        match self.fold_bool(BoolOp::Or, alternatives)? {
            Some(expr) => Ok(expr),
            None => Err(self.fail("Expected an identifier or literal")),
        }
    }

    fn fold_bool(&mut self, op: BoolOp, chain: BoolChain) -> PResult<Option<Expr>> {
        let BoolChain { mut operands, mut anchors, height } = chain;
        self.height = height;
        if !anchors.is_empty() {
            self.grow(height + anchors.len() as u32 - 1)?;
        }
        let mut right = operands.pop();
        while let Some(anchor) = anchors.pop() {
            let (Some(left), Some(last)) = (operands.pop(), right.take()) else { break };
            let (start, end) = (left.span.start, last.span.end);
            let mut expr = self.expr_at(start, anchor, ExprKind::Bool(op, Box::new(left), Box::new(last)));
            // The parser may be past the operator that ends this group.
            expr.span.end = end;
            right = Some(expr);
        }
        Ok(right)
    }

    fn not_test(&mut self) -> PResult<Expr> {
        if !self.at(Tok::Not) {
            return self.comparison();
        }
        let start = self.start();
        self.bump();
        let operand = self.nested(Self::not_test)?;
        self.grow(self.height)?;
        Ok(self.expr(start, ExprKind::Unary(UnaryOp::Not, Box::new(operand))))
    }

    fn comparison(&mut self) -> PResult<Expr> {
        let first = if self.at(Tok::Star) { self.starred_expr()? } else { self.binary(1)? };
        let is_operator = matches!(
            self.tok,
            Tok::Less
                | Tok::LessEq
                | Tok::Greater
                | Tok::GreaterEq
                | Tok::EqEq
                | Tok::NotEq
                | Tok::LtGt
                | Tok::In
                | Tok::Is
                | Tok::Not
        );
        if is_operator { self.comparison_rest(first) } else { Ok(first) }
    }

    fn comparison_rest(&mut self, first: Expr) -> PResult<Expr> {
        let Some(op) = self.compare_operator()? else { return Ok(first) };
        let mut height = self.height;
        let anchor = op.1;
        let mut rest = vec![(op.0, self.starred_expr()?)];
        height = height.max(self.height);
        while let Some((op, _)) = self.compare_operator()? {
            rest.push((op, self.starred_expr()?));
            height = height.max(self.height);
        }
        self.grow(height)?;
        let start = first.span.start;
        Ok(self.expr_at(start, anchor, ExprKind::Compare(Box::new(first), rest)))
    }

    /// A comparison operator and its place, consumed; `None` at anything else.
    fn compare_operator(&mut self) -> PResult<Option<(CompareOp, u32)>> {
        let start = self.start();
        let op = match self.tok {
            Tok::Less => CompareOp::Lt,
            Tok::LessEq => CompareOp::Le,
            Tok::Greater => CompareOp::Gt,
            Tok::GreaterEq => CompareOp::Ge,
            Tok::EqEq => CompareOp::Eq,
            Tok::NotEq | Tok::LtGt => CompareOp::Ne,
            Tok::In => CompareOp::In,
            Tok::Is => {
                self.bump();
                let negated = self.eat(Tok::Not);
                return Ok(Some((if negated { CompareOp::IsNot } else { CompareOp::Is }, start)));
            }
            Tok::Not => {
                self.bump();
                self.expect(Tok::In)?;
                return Ok(Some((CompareOp::NotIn, start)));
            }
            _ => return Ok(None),
        };
        self.bump();
        Ok(Some((op, start)))
    }

    /// `*x`, or an expression without comparisons.
    pub(crate) fn starred_expr(&mut self) -> PResult<Expr> {
        if !self.at(Tok::Star) {
            return self.bit_expr();
        }
        let start = self.start();
        self.bump();
        let value = self.bit_expr()?;
        self.grow(self.height)?;
        Ok(self.expr(start, ExprKind::Starred(Box::new(value))))
    }

    pub(crate) fn test_or_starred(&mut self) -> PResult<Expr> {
        if self.at(Tok::Star) { self.starred_expr() } else { self.test() }
    }

    pub(crate) fn named_test_or_starred(&mut self) -> PResult<Expr> {
        if self.at(Tok::Star) { self.starred_expr() } else { self.named_test() }
    }

    /// Binary operators from `|` up.
    pub(crate) fn bit_expr(&mut self) -> PResult<Expr> {
        self.binary(1)
    }

    fn binary(&mut self, min: u8) -> PResult<Expr> {
        let mut left = self.factor()?;
        while let Some((precedence, op)) = binary_operator(self.tok) {
            if precedence < min {
                break;
            }
            let height = self.height;
            let anchor = self.start();
            self.bump();
            let right = self.binary(precedence + 1)?;
            self.grow(height.max(self.height))?;
            let start = left.span.start;
            left = self.expr_at(start, anchor, ExprKind::Binary(op, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    /// An operand: prefix operators, casts, powers.
    pub(crate) fn factor(&mut self) -> PResult<Expr> {
        match self.tok {
            Tok::Plus | Tok::Minus | Tok::Tilde => self.nested(Self::unary),
            Tok::Amp | Tok::Less if !self.is_python() => self.nested(Self::unary),
            Tok::Name if !self.is_python() => match self.soft() {
                Soft::Sizeof => self.nested(Self::sizeof),
                Soft::Consume if self.at_consume() => self.nested(Self::unary),
                Soft::Go if self.at_go() => self.nested(Self::go_expr),
                Soft::New if self.peek(1).kind == Tok::Name => self.nested(Self::new_expr),
                _ => self.power(),
            },
            _ => self.power(),
        }
    }

    /// At a prefix operator.
    fn unary(&mut self) -> PResult<Expr> {
        if self.at(Tok::Less) {
            return self.typecast();
        }
        let start = self.start();
        let tok = self.tok;
        self.bump();
        let operand = Box::new(self.factor()?);
        self.grow(self.height)?;
        let kind = match tok {
            Tok::Plus => ExprKind::Unary(UnaryOp::Pos, operand),
            Tok::Minus => ExprKind::Unary(UnaryOp::Neg, operand),
            Tok::Tilde => ExprKind::Unary(UnaryOp::Invert, operand),
            Tok::Amp => ExprKind::AddressOf(operand),
            _ => ExprKind::Consume(operand),
        };
        Ok(self.expr(start, kind))
    }

    /// `consume` is an operator when an operand follows, so that it stays usable as a name. `consume(x)` is a
    /// call unless the name cannot be one.
    fn at_consume(&self) -> bool {
        let next = self.peek(1);
        match next.kind {
            Tok::Name => !matches!(next.soft, Soft::As | Soft::By | Soft::Nogil | Soft::Noexcept),
            // `consume <T> x`: a comparison with `consume` would need an operand after `<` and no `>`.
            Tok::Less => self.looks_like_cast(1),
            // `consume(x)`
            Tok::LParen => true,
            _ => false,
        }
    }

    /// `<T>`
    fn typecast(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        let ty = self.cast_type()?;
        let checked = self.eat(Tok::Question);
        self.expect(Tok::Greater)?;
        let value = self.factor()?;
        self.grow(self.height)?;
        let kind = ExprKind::Cast { ty: Box::new(ty), value: Box::new(value), checked };
        Ok(self.expr(start, kind))
    }

    fn sizeof(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        self.expect(Tok::LParen)?;
        let arg = if self.looking_at_expr() {
            SizeOfArg::Expr(Box::new(self.looked_ahead_test()?))
        } else {
            self.height = 1;
            SizeOfArg::Type(Box::new(self.abstract_type()?))
        };
        self.expect(Tok::RParen)?;
        self.grow(self.height)?;
        Ok(self.expr(start, ExprKind::SizeOf(arg)))
    }

    /// `[await] atom trailers [** factor]`
    fn power(&mut self) -> PResult<Expr> {
        if self.at_await() {
            return self.nested(Self::await_expr);
        }
        let base = self.atom()?;
        let base = match self.tok {
            Tok::LParen | Tok::LBracket | Tok::Dot => self.trailers(base)?,
            _ => base,
        };
        if self.at(Tok::StarStar) { self.power_rest(base) } else { Ok(base) }
    }

    fn await_expr(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        let operand = self.atom()?;
        let operand = self.trailers(operand)?;
        self.grow(self.height)?;
        let base = self.expr(start, ExprKind::Await(Box::new(operand)));
        if self.at(Tok::StarStar) { self.power_rest(base) } else { Ok(base) }
    }

    /// Calls, subscripts and attributes.
    pub(crate) fn trailers(&mut self, mut base: Expr) -> PResult<Expr> {
        loop {
            base = match self.tok {
                Tok::LParen => self.call(base)?,
                Tok::LBracket => self.subscript(base)?,
                Tok::Dot => self.attribute(base)?,
                _ => return Ok(base),
            };
        }
    }

    fn attribute(&mut self, base: Expr) -> PResult<Expr> {
        let anchor = self.start();
        self.bump();
        let height = self.height;
        let name = self.ident()?;
        self.grow(height)?;
        let from = base.span.start;
        Ok(self.expr_at(from, anchor, ExprKind::Attribute(Box::new(base), name)))
    }

    fn power_rest(&mut self, base: Expr) -> PResult<Expr> {
        let height = self.height;
        let anchor = self.start();
        self.bump();
        let exponent = self.nested(Self::factor)?;
        self.grow(height.max(self.height))?;
        let start = base.span.start;
        let kind = ExprKind::Binary(BinaryOp::Pow, Box::new(base), Box::new(exponent));
        Ok(self.expr_at(start, anchor, kind))
    }

    /// `new T(args)`
    fn new_expr(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        let class = self.base_type()?;
        let anchor = self.start();
        if !self.at(Tok::LParen) {
            let found = self.found();
            return Err(self.fail(format!("Expected '(', found '{found}'")));
        }
        self.height = 1;
        let args = self.arguments(true)?;
        self.grow(self.height)?;
        let base = self.expr_at(start, anchor, ExprKind::New { class: Box::new(class), args });
        // `new T().method()` is no Cython, but reads naturally.
        if self.at(Tok::Dot) { self.trailers(base) } else { Ok(base) }
    }

    /// `yield [values]`, `yield from value`
    pub(crate) fn yield_expr(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        if self.eat(Tok::From) {
            if self.at_yield_end() {
                let span = self.span_from(start);
                self.report(span, "'yield from' requires a source argument");
                self.height = 1;
                return Ok(self.expr(start, ExprKind::Error));
            }
            let value = self.test()?;
            self.grow(self.height)?;
            return Ok(self.expr(start, ExprKind::YieldFrom(Box::new(value))));
        }
        if self.at_yield_end() {
            self.height = 1;
            return Ok(self.expr(start, ExprKind::Yield(None)));
        }
        let value = self.testlist_star()?;
        self.grow(self.height)?;
        Ok(self.expr(start, ExprKind::Yield(Some(Box::new(value)))))
    }

    fn at_yield_end(&self) -> bool {
        matches!(self.tok, Tok::RParen | Tok::Semi | Tok::Newline | Tok::Eof)
            || (matches!(self.tok, Tok::Colon | Tok::RBrace | Tok::Bang | Tok::Assign))
    }

    /// `test, test`: a tuple when there is a comma.
    pub(crate) fn testlist(&mut self) -> PResult<Expr> {
        self.tuple_of(Self::test)
    }

    pub(crate) fn testlist_star(&mut self) -> PResult<Expr> {
        self.tuple_of(Self::test_or_starred)
    }

    /// One element, or a tuple when a comma follows.
    pub(crate) fn tuple_of(&mut self, element: impl Fn(&mut Self) -> PResult<Expr>) -> PResult<Expr> {
        let first = element(self)?;
        self.tuple_after(first, element)
    }

    /// The rest of a tuple when a comma follows its first element.
    pub(crate) fn tuple_after(
        &mut self,
        first: Expr,
        element: impl Fn(&mut Self) -> PResult<Expr>,
    ) -> PResult<Expr> {
        if !self.at(Tok::Comma) {
            return Ok(first);
        }
        let start = first.span.start;
        let mut height = self.height;
        let mut items = vec![first];
        self.bump();
        while !self.at_list_end() {
            items.push(element(self)?);
            height = height.max(self.height);
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.grow(height)?;
        Ok(self.expr(start, ExprKind::Tuple(items)))
    }

    /// What cannot begin an element after a trailing comma.
    pub(crate) fn at_list_end(&self) -> bool {
        matches!(
            self.tok,
            Tok::RParen | Tok::RBracket | Tok::RBrace | Tok::Colon | Tok::Assign | Tok::Newline | Tok::Eof
        )
    }
}
