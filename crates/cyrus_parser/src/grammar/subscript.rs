//! `value[index]`, slices, and types among the indices.

use crate::lexer::Tok;
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{Expr, ExprKind};

impl Parser<'_> {
    /// The `[…]` after a value.
    pub(crate) fn subscript(&mut self, base: Expr) -> PResult<Expr> {
        let anchor = self.start();
        let height = self.height;
        let index = self.nested(Self::subscript_index)?;
        self.grow(height.max(self.height))?;
        let start = base.span.start;
        Ok(self.expr_at(start, anchor, ExprKind::Subscript(Box::new(base), Box::new(index))))
    }

    fn subscript_index(&mut self) -> PResult<Expr> {
        self.bump();
        let first = self.subscript_element()?;
        let mut height = self.height;
        let index = if self.at(Tok::Comma) {
            let start = first.span.start;
            let mut items = vec![first];
            while self.eat(Tok::Comma) {
                if self.at(Tok::RBracket) {
                    break;
                }
                items.push(self.subscript_element()?);
                height = height.max(self.height);
            }
            self.grow(height)?;
            self.expr(start, ExprKind::Tuple(items))
        } else if matches!(first.kind, ExprKind::Starred(_)) {
            // `a[*b]` has a tuple of one element for its index (PEP 646).
            self.grow(height)?;
            self.expr(first.span.start, ExprKind::Tuple(vec![first]))
        } else {
            first
        };
        self.expect(Tok::RBracket)?;
        Ok(index)
    }

    /// One index, slice or type.
    pub(crate) fn subscript_element(&mut self) -> PResult<Expr> {
        let start = self.start();
        let mut height = 0;
        let lower = if self.at(Tok::Colon) {
            None
        } else if self.looking_at_type_index() {
            let ty = self.abstract_type()?;
            self.height = 1;
            return Ok(self.expr(start, ExprKind::Type(Box::new(ty))));
        } else {
            let value = self.named_test_or_starred()?;
            height = self.height;
            Some(Box::new(value))
        };
        if !self.at(Tok::Colon) {
            return match lower {
                Some(value) => Ok(*value),
                None => Err(self.fail("Expected an identifier or literal")),
            };
        }
        let anchor = self.start();
        self.bump();
        let upper = self.slice_part(&mut height)?;
        let step = if self.eat(Tok::Colon) { self.slice_part(&mut height)? } else { None };
        self.grow(height)?;
        Ok(self.expr_at(start, anchor, ExprKind::Slice { lower, upper, step }))
    }

    fn slice_part(&mut self, height: &mut u32) -> PResult<Option<Box<Expr>>> {
        if matches!(self.tok, Tok::Colon | Tok::Comma | Tok::RBracket) {
            return Ok(None);
        }
        let value = self.test()?;
        *height = (*height).max(self.height);
        Ok(Some(Box::new(value)))
    }

    /// Whether an index is a type that no expression can be: `int*`, `unsigned int`, `Foo**`.
    fn looking_at_type_index(&self) -> bool {
        if self.is_python() {
            return false;
        }
        if self.at(Tok::LParen) {
            return self.looking_at_qualified_tuple();
        }
        if !self.at(Tok::Name) {
            return false;
        }
        let soft = self.soft();
        let next = self.peek(1);
        if soft.starts_base_type() && next.kind == Tok::Name && next.soft.starts_base_type() {
            return true;
        }
        if soft == crate::lexer::Soft::Const && next.kind == Tok::Name {
            return true;
        }
        // `lock Item`: two names in a row are nothing else here.
        if self.qualifier_word().is_some() && next.kind == Tok::Name {
            return true;
        }
        // A dotted name, then stars or `&`, then the end of the index.
        let mut ahead = 1;
        while self.peek(ahead).kind == Tok::Dot && self.peek(ahead + 1).kind == Tok::Name {
            ahead += 2;
        }
        let first = ahead;
        while matches!(self.peek(ahead).kind, Tok::Star | Tok::StarStar | Tok::Amp) {
            ahead += 1;
        }
        ahead > first && matches!(self.peek(ahead).kind, Tok::RBracket | Tok::Comma)
    }

    /// Whether these parentheses are a type: one of their items begins as `lock Item` does.
    fn looking_at_qualified_tuple(&self) -> bool {
        let mut ahead = 1;
        loop {
            let (word, next) = (self.peek(ahead), self.peek(ahead + 1));
            if word.kind == Tok::Name && next.kind == Tok::Name && word.soft.is_qualifier() {
                return true;
            }
            // To the next item.
            while !matches!(self.peek(ahead).kind, Tok::Comma) {
                let goes_on = matches!(self.peek(ahead).kind, Tok::Name | Tok::Dot | Tok::Star);
                if !goes_on {
                    return false;
                }
                ahead += 1;
            }
            ahead += 1;
        }
    }
}
