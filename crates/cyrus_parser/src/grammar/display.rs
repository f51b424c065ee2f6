//! Parentheses, lists, sets and dicts.

use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{DictItem, Expr, ExprKind};

impl Parser<'_> {
    /// `(…)`: a tuple, a generator expression, a `yield` or just an expression.
    pub(crate) fn parenthesized(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        if self.eat(Tok::RParen) {
            self.height = 1;
            return Ok(self.expr(start, ExprKind::Tuple(Vec::new())));
        }
        let mut inner = if self.at(Tok::Yield) {
            self.yield_expr()?
        } else {
            let first = self.named_test_or_starred()?;
            if self.at_comp_for() {
                self.generator(first)?
            } else {
                self.tuple_after(first, Self::named_test_or_starred)?
            }
        };
        self.expect(Tok::RParen)?;
        // Tuples and generators own their parentheses; messages keep pointing inside.
        if matches!(inner.kind, ExprKind::Tuple(_) | ExprKind::GeneratorExp(_)) {
            inner.span = self.span_from(start);
        }
        Ok(inner)
    }

    /// `[…]`
    pub(crate) fn list_display(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        if self.eat(Tok::RBracket) {
            self.height = 1;
            return Ok(self.expr(start, ExprKind::List(Vec::new())));
        }
        let first = self.named_test_or_starred()?;
        if self.at_comp_for() {
            let comprehension = self.comprehension(None, first)?;
            self.expect(Tok::RBracket)?;
            return Ok(self.expr(start, ExprKind::ListComp(Box::new(comprehension))));
        }
        let mut height = self.height;
        let mut items = vec![first];
        while self.eat(Tok::Comma) {
            if self.at_list_end() {
                break;
            }
            items.push(self.named_test_or_starred()?);
            height = height.max(self.height);
        }
        self.expect(Tok::RBracket)?;
        self.grow(height)?;
        Ok(self.expr(start, ExprKind::List(items)))
    }

    /// `{…}`: a dict or a set.
    pub(crate) fn dict_or_set_display(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        if self.eat(Tok::RBrace) {
            self.height = 1;
            return Ok(self.expr(start, ExprKind::Dict(Vec::new())));
        }
        if self.at(Tok::Star) {
            let first = self.starred_expr()?;
            return self.set_rest(start, first);
        }
        if self.at(Tok::StarStar) {
            let first = self.dict_unpacking()?;
            if let (DictItem::Unpack(_), true) = (&first, self.at_comp_for()) {
                return self.unpacking_comprehension(start, first);
            }
            return self.dict_rest(start, first);
        }
        let first = self.named_test()?;
        let height = self.height;
        if !self.eat(Tok::Colon) {
            return self.set_rest(start, first);
        }
        let value = self.test()?;
        self.height = height.max(self.height);
        if self.at_comp_for() {
            let comprehension = self.comprehension(Some(first), value)?;
            self.expect(Tok::RBrace)?;
            return Ok(self.expr(start, ExprKind::DictComp(Box::new(comprehension))));
        }
        self.dict_rest(start, DictItem::Pair(first, value))
    }

    fn set_rest(&mut self, start: u32, first: Expr) -> PResult<Expr> {
        if self.at_comp_for() {
            let comprehension = self.comprehension(None, first)?;
            self.expect(Tok::RBrace)?;
            return Ok(self.expr(start, ExprKind::SetComp(Box::new(comprehension))));
        }
        let mut height = self.height;
        let mut items = vec![first];
        while self.eat(Tok::Comma) {
            if self.at(Tok::RBrace) {
                break;
            }
            if self.at(Tok::StarStar) {
                return Err(self.fail("unexpected **item found in set literal"));
            }
            items.push(self.named_test_or_starred()?);
            height = height.max(self.height);
        }
        self.expect(Tok::RBrace)?;
        self.grow(height)?;
        Ok(self.expr(start, ExprKind::Set(items)))
    }

    fn dict_rest(&mut self, start: u32, first: DictItem) -> PResult<Expr> {
        let mut height = self.height;
        let mut items = vec![first];
        while self.eat(Tok::Comma) {
            if self.at(Tok::RBrace) {
                break;
            }
            if self.at(Tok::Star) {
                return Err(self.fail("unexpected *item found in dict literal"));
            }
            if self.at(Tok::StarStar) {
                items.push(self.dict_unpacking()?);
            } else {
                let key = self.test()?;
                height = height.max(self.height);
                self.expect(Tok::Colon)?;
                let value = self.test()?;
                items.push(DictItem::Pair(key, value));
            }
            height = height.max(self.height);
        }
        self.expect(Tok::RBrace)?;
        self.grow(height)?;
        Ok(self.expr(start, ExprKind::Dict(items)))
    }

    /// `{**mapping for mapping in mappings}` (PEP 798)
    fn unpacking_comprehension(&mut self, start: u32, item: DictItem) -> PResult<Expr> {
        let (DictItem::Unpack(element) | DictItem::Pair(_, element)) = item;
        let comprehension = self.comprehension(None, element)?;
        self.expect(Tok::RBrace)?;
        Ok(self.expr(start, ExprKind::DictComp(Box::new(comprehension))))
    }

    fn dict_unpacking(&mut self) -> PResult<DictItem> {
        self.bump();
        if self.at(Tok::Star) {
            return Err(self.fail("expected expression, found '*'"));
        }
        Ok(DictItem::Unpack(self.bit_expr()?))
    }

    /// `` `x` `` of language level 2.
    pub(crate) fn backquote(&mut self) -> PResult<Expr> {
        let start = self.start();
        self.bump();
        let first = self.test()?;
        let mut height = self.height;
        let value = if self.at(Tok::Comma) {
            let from = first.span.start;
            let mut items = vec![first];
            while self.eat(Tok::Comma) {
                items.push(self.test()?);
                height = height.max(self.height);
            }
            self.expr(from, ExprKind::Tuple(items))
        } else {
            first
        };
        self.expect(Tok::Backquote)?;
        self.grow(height + 1)?;
        Ok(self.expr(start, ExprKind::Backquote(Box::new(value))))
    }
}
