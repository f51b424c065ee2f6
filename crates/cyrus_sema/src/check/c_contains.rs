//! `x in (a, b, c)` and `c in b'xyz'`, `c in 'xyz'` on C values: comparisons, which need neither objects nor the GIL.

use super::Checker;
use cyrus_hir::{Coercion, Expr, ExprKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, CompareOp};
use cyrus_types::{IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// `n in range(a, b)` where the GIL is not held: comparisons.
    pub(super) fn range_contains(
        &mut self,
        negated: bool,
        left: Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Result<Expr, Expr> {
        let ast::ExprKind::Call(call) = &right.kind else { return Err(left) };
        let ast::ExprKind::Name(name) = &call.func.kind else { return Err(left) };
        let is_text = matches!(self.cx.types.kind(left.ty), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode));
        if name != "range"
            || !self.loops_natively()
            || !self.cx.types.is_integer(left.ty)
            || is_text
            || !self.is_builtin(name)
        {
            return Err(left);
        }
        let bounds = match &call.args[..] {
            [ast::Arg::Positional(upper)] => [None, Some(upper)],
            [ast::Arg::Positional(lower), ast::Arg::Positional(upper)] => [Some(lower), Some(upper)],
            _ => return Err(left),
        };
        let mut ty = self.storage_ty(left.ty);
        for bound in bounds.into_iter().flatten() {
            let bound = self.type_of(bound);
            if bound == common::UNSPECIFIED || !self.cx.types.is_integer(bound) {
                return Err(left);
            }
            ty = self.arithmetic_type(ty, bound);
        }
        let value = self.coerce(left, ty);
        let [lower, upper] = bounds.map(|bound| match bound {
            Some(bound) => self.expr_as(bound, ty),
            None => Expr { ty, span, kind: ExprKind::Int(0) },
        });
        let locals = [self.temp(ty, span), self.temp(ty, span), self.temp(ty, span)];
        let [v, l, u] = locals.map(|local| self.local_expr(local, span));
        let above = self.compare_pair(CompareOp::Le, l, v.clone(), span);
        let below = self.compare_pair(CompareOp::Lt, v, u, span);
        let kind = ExprKind::BoolOp { and: true, left: Box::new(above), right: Box::new(below) };
        let mut whole = Expr { ty: common::BINT, span, kind };
        if negated {
            whole = Expr { ty: common::BINT, span, kind: ExprKind::Not(Box::new(whole)) };
        }
        for (local, value) in locals.into_iter().zip([value, lower, upper]).rev() {
            let kind = ExprKind::Let { local, value: Box::new(value), body: Box::new(whole) };
            whole = Expr { ty: common::BINT, span, kind };
        }
        Ok(whole)
    }

    /// The comparisons, where both sides are C values; gives the left operand back otherwise.
    pub(super) fn c_contains(
        &mut self,
        negated: bool,
        left: Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Result<Expr, Expr> {
        let is_text = matches!(self.cx.types.kind(left.ty), Ty::Int(IntTy::Ucs4));
        let object = self.makes_native_text() && self.cyp_has(left.ty, "__eq__");
        if !self.is_plain_c(left.ty) && !is_text && !object {
            return Err(left);
        }
        let is_char =
            matches!(self.cx.types.kind(left.ty), Ty::Int(IntTy::Char | IntTy::SChar | IntTy::UChar));
        let (left, items) = match &right.kind {
            ast::ExprKind::Tuple(items) | ast::ExprKind::List(items) | ast::ExprKind::Set(items)
                if object
                    && !items.is_empty()
                    && !items.iter().any(|item| matches!(item.kind, ast::ExprKind::Starred(_))) =>
            {
                let ty = self.storage_ty(left.ty);
                let items = items.iter().map(|item| self.expr(item)).collect::<Vec<_>>();
                (self.coerce(left, ty), items)
            }
            _ if object => return Err(left),
            ast::ExprKind::Tuple(items) | ast::ExprKind::List(items) | ast::ExprKind::Set(items)
                if !is_text =>
            {
                let plain = items.iter().all(|item| {
                    let ty = self.type_of(item);
                    !matches!(item.kind, ast::ExprKind::Starred(_)) && self.is_plain_c(ty)
                });
                if items.is_empty() || !plain {
                    return Err(left);
                }
                (left, items.iter().map(|item| self.expr(item)).collect::<Vec<_>>())
            }
            ast::ExprKind::Str(lit) if lit.kind == ast::StrKind::Bytes => {
                let Some(bytes) = lit.bytes.as_ref() else { return Err(left) };
                let is_wide = matches!(self.cx.types.kind(left.ty), Ty::Int(_)) && self.loops_natively();
                if !is_char && !is_wide {
                    return Err(left);
                }
                let runs = runs_of(bytes.iter().map(|&b| u32::from(b)));
                let left = match is_char {
                    true => self.coercion(Coercion::CCast, left, common::UCHAR),
                    false => self.byte_checked(left, span),
                };
                return Ok(self.in_runs(negated, left, runs, span));
            }
            ast::ExprKind::Str(lit)
                if is_text && !matches!(lit.kind, ast::StrKind::Bytes | ast::StrKind::Char) =>
            {
                let text = lit.text.as_deref().and_then(|t| std::str::from_utf8(t).ok());
                let Some(text) = text else { return Err(left) };
                let runs = runs_of(text.chars().map(u32::from));
                let left = self.coercion(Coercion::CCast, left, common::LONG);
                return Ok(self.in_runs(negated, left, runs, span));
            }
            _ => return Err(left),
        };
        let local = self.temp(left.ty, span);
        let op = if negated { CompareOp::Ne } else { CompareOp::Eq };
        let mut result: Option<Expr> = None;
        for item in items.into_iter().rev() {
            let read = self.local_expr(local, span);
            let pair = self.compare_pair(op, read, item, span);
            result = Some(match result {
                None => pair,
                Some(rest) => Expr {
                    ty: common::BINT,
                    span,
                    kind: ExprKind::BoolOp { and: negated, left: Box::new(pair), right: Box::new(rest) },
                },
            });
        }
        let Some(body) = result else { return Err(left) };
        let (value, body) = (Box::new(left), Box::new(body));
        Ok(Expr { ty: common::BINT, span, kind: ExprKind::Let { local, value, body } })
    }

    /// Whether a number is in one of some runs: from where to where, both included.
    fn in_runs(&mut self, negated: bool, value: Expr, runs: Vec<(u32, u32)>, span: Span) -> Expr {
        let local = self.temp(value.ty, span);
        let mut result: Option<Expr> = None;
        for (first, last) in runs.into_iter().rev() {
            let mut pair = |op, bound: u32| {
                let bound = Expr { ty: common::LONG, span, kind: ExprKind::Int(bound.into()) };
                let read = self.local_expr(local, span);
                self.compare_pair(op, read, bound, span)
            };
            let within = match first == last {
                true => pair(CompareOp::Eq, first),
                false => {
                    let above = Box::new(pair(CompareOp::Ge, first));
                    let below = Box::new(pair(CompareOp::Le, last));
                    Expr {
                        ty: common::BINT,
                        span,
                        kind: ExprKind::BoolOp { and: true, left: above, right: below },
                    }
                }
            };
            result = Some(match result {
                None => within,
                Some(rest) => Expr {
                    ty: common::BINT,
                    span,
                    kind: ExprKind::BoolOp { and: false, left: Box::new(within), right: Box::new(rest) },
                },
            });
        }
        let mut body = result.unwrap_or(Expr { ty: common::BINT, span, kind: ExprKind::Bool(false) });
        if negated {
            body = Expr { ty: common::BINT, span, kind: ExprKind::Not(Box::new(body)) };
        }
        Expr {
            ty: common::BINT,
            span,
            kind: ExprKind::Let { local, value: Box::new(value), body: Box::new(body) },
        }
    }

    /// A number that is asked for in bytes: ValueError where it is none of a byte.
    fn byte_checked(&mut self, value: Expr, span: Span) -> Expr {
        let value = self.hard(value);
        let ty = value.ty;
        let local = self.temp(ty, span);
        let read = self.local_expr(local, span);
        let bound = |n| Expr { ty: common::LONG, span, kind: ExprKind::Int(n) };
        let above = Box::new(self.compare_pair(CompareOp::Ge, read.clone(), bound(0), span));
        let below = Box::new(self.compare_pair(CompareOp::Le, read.clone(), bound(255), span));
        let kind = ExprKind::BoolOp { and: true, left: above, right: below };
        let test = Expr { ty: common::BINT, span, kind };
        let raise = self.raise_stmt("ValueError", "byte must be in range(0, 256)", span);
        let body = vec![Stmt { span, kind: StmtKind::If { test, then: Vec::new(), orelse: vec![raise] } }];
        let result = self.native_result(ty, span);
        let kind = ExprKind::Inlined { init: Some(Box::new(read)), result, body };
        let body = Box::new(Expr { ty, span, kind });
        Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(value), body } }
    }

    /// Numbers and enums; not characters that are text to Python.
    fn is_plain_c(&self, ty: TyId) -> bool {
        match self.cx.types.kind(ty) {
            Ty::Int(i) => !matches!(i, IntTy::Ucs4 | IntTy::PyUnicode),
            Ty::Bint | Ty::Float(_) | Ty::Enum(_) => true,
            _ => false,
        }
    }
}

/// The numbers in order, those that follow each other as one: a text of all digits is one comparison of two bounds.
fn runs_of(numbers: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
    let numbers: std::collections::BTreeSet<u32> = numbers.collect();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}
