//! `for … in …`, `for … from … <= … < …`.

use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{CompareOp, Expr, ExprKind, For, ForFrom, FromRange, StmtKind};

/// What a `for` runs over.
pub(crate) enum ForBounds {
    In { target: Expr, iter: Expr },
    From { target: Expr, range: FromRange },
}

impl ForBounds {
    /// As the fields of a comprehension clause.
    pub(crate) fn into_clause(self, parser: &mut Parser<'_>) -> (Expr, Expr, Option<Box<FromRange>>) {
        match self {
            ForBounds::In { target, iter } => (target, iter, None),
            ForBounds::From { target, range } => {
                let start = target.span.start;
                let iter = parser.expr(start, ExprKind::Error);
                (target, iter, Some(Box::new(range)))
            }
        }
    }
}

impl Parser<'_> {
    /// At `for`.
    pub(crate) fn for_stmt(&mut self, is_async: bool) -> PResult<StmtKind> {
        self.bump();
        let bounds = self.for_bounds(is_async, true)?;
        let body = self.suite()?;
        let orelse = self.else_clause()?;
        Ok(match bounds {
            ForBounds::In { target, iter } => {
                StmtKind::For(Box::new(For { is_async, target, iter, body, orelse }))
            }
            ForBounds::From { target, range } => {
                let FromRange { lower, lower_op, upper_op, upper, step } = range;
                StmtKind::ForFrom(Box::new(ForFrom {
                    target,
                    lower,
                    lower_op,
                    upper_op,
                    upper,
                    step,
                    body,
                    orelse,
                }))
            }
        })
    }

    /// What follows `for`. Leaves the height of the highest part.
    pub(crate) fn for_bounds(&mut self, is_async: bool, is_statement: bool) -> PResult<ForBounds> {
        let first = self.for_target()?;
        let height = self.height;
        if self.eat(Tok::In) {
            let iter = if is_statement { self.testlist_star()? } else { self.or_test()? };
            self.height = self.height.max(height);
            return Ok(ForBounds::In { target: first, iter });
        }
        if self.is_python() || is_async {
            let found = self.found();
            return Err(self.fail(format!("Expected 'in', found '{found}'")));
        }
        let bounds = self.for_from(first)?;
        self.height = self.height.max(height);
        Ok(bounds)
    }

    /// `i from lower <= i < upper by step`, or without `i from`.
    fn for_from(&mut self, first: Expr) -> PResult<ForBounds> {
        let (target, lower) =
            if self.eat(Tok::From) { (Some(first), self.bit_expr()?) } else { (None, first) };
        let mut height = self.height;
        let lower_op = self.for_relation()?;
        let name_start = self.start();
        let name = self.ident()?;
        let relation = self.token_span();
        let upper_op = self.for_relation()?;
        let upper = self.bit_expr()?;
        height = height.max(self.height);
        let step = if self.eat_soft(Soft::By) { Some(self.bit_expr()?) } else { None };
        self.height = height.max(self.height);
        let target = match target {
            None => {
                let kind = ExprKind::Name(name.name);
                let mut target = self.expr(name_start, kind);
                target.span = name.span;
                target
            }
            Some(target) => {
                match &target.kind {
                    ExprKind::Name(own) if *own != name.name => {
                        self.report(name.span, "Variable name in for-from range does not match target");
                    }
                    ExprKind::Name(_) => {}
                    _ => self
                        .report(target.anchor_span(), "Target of for-from statement must be a variable name"),
                }
                target
            }
        };
        let upwards = |op| matches!(op, CompareOp::Lt | CompareOp::Le);
        if upwards(lower_op) != upwards(upper_op) {
            self.report(relation, "Relation directions in for-from do not match");
        }
        Ok(ForBounds::From { target, range: FromRange { lower, lower_op, upper_op, upper, step } })
    }

    fn for_relation(&mut self) -> PResult<CompareOp> {
        let op = match self.tok {
            Tok::Less => CompareOp::Lt,
            Tok::LessEq => CompareOp::Le,
            Tok::Greater => CompareOp::Gt,
            Tok::GreaterEq => CompareOp::Ge,
            _ => return Err(self.fail("Expected one of '<', '<=', '>' '>='")),
        };
        self.bump();
        Ok(op)
    }

    /// One or more targets up to `in`.
    fn for_target(&mut self) -> PResult<Expr> {
        let first = self.starred_expr()?;
        if !self.at(Tok::Comma) {
            return Ok(first);
        }
        let start = first.span.start;
        let mut height = self.height;
        let mut items = vec![first];
        self.bump();
        while !self.at(Tok::In) {
            items.push(self.starred_expr()?);
            height = height.max(self.height);
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.grow(height)?;
        Ok(self.expr(start, ExprKind::Tuple(items)))
    }
}
