//! `and` and `or`: the value of an operand, or a C truth value.

use super::Checker;
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// `left and right`, `left or right`
    pub fn bool_op(&mut self, and: bool, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Expr {
        let left = self.expr(left);
        let right = self.expr(right);
        let text = |c: &Self, e: &Expr| c.cyp_of(e.ty).is_some();
        let (left, right) = match text(self, &left) || text(self, &right) {
            true => self.literals_beside_strings(left, right),
            false => (left, right),
        };
        let known = match left.kind {
            ExprKind::Int(number) => Some(number != 0),
            ExprKind::Bool(truth) => Some(truth),
            _ => None,
        };
        if let Some(truth) = known {
            return if truth == and { right } else { left };
        }
        let ty = match self.joined_ty(&left, &right) {
            // Only the object of a view has a truth value.
            view if matches!(self.cx.types.kind(view), Ty::MemView(_)) => common::OBJECT,
            ty => ty,
        };
        let decides = self.cyp_truth_method(ty).is_some();
        if decides || matches!(self.cx.types.kind(ty), Ty::Cpp(..)) {
            // The left object decides, by its conversion to `bool`.
            let local = self.temp(ty, span);
            let left = self.coerce(left, ty);
            let right = self.coerce(right, ty);
            let read = self.local_expr(local, span);
            let test = Box::new(self.truth(read.clone()));
            let (then, orelse) = if and { (right, read) } else { (read, right) };
            let kind = ExprKind::Conditional { test, then: Box::new(then), orelse: Box::new(orelse) };
            let body = Box::new(Expr { ty, span, kind });
            return Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(left), body } };
        }
        let left = Box::new(self.alternative_as(left, ty));
        let right = Box::new(self.alternative_as(right, ty));
        Expr { ty, span, kind: ExprKind::BoolOp { and, left, right } }
    }

    /// `left and right` of C numbers where a C number is wanted: without it, a truth value and a number have
    /// only `object` in common. The left side's own value decides, not the converted one.
    pub(super) fn c_bool_op(
        &mut self,
        and: bool,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        ty: TyId,
        span: Span,
    ) -> Option<Expr> {
        if matches!(left.kind, ast::ExprKind::Int(_) | ast::ExprKind::True | ast::ExprKind::False) {
            return None;
        }
        let left_ty = self.c_bool_ty(left)?;
        self.c_bool_ty(right)?;
        let value = Box::new(self.expr_as(left, left_ty));
        let right = self.expr_as(right, ty);
        let local = self.temp(left_ty, span);
        let read = self.local_expr(local, span);
        let test = Box::new(self.truth(read.clone()));
        let read = self.coerce(read, ty);
        let (then, orelse) = if and { (right, read) } else { (read, right) };
        let kind = ExprKind::Conditional { test, then: Box::new(then), orelse: Box::new(orelse) };
        let body = Box::new(Expr { ty, span, kind });
        Some(Expr { ty, span, kind: ExprKind::Let { local, value, body } })
    }

    /// The C number type that holds what `and` and `or` choose from.
    fn c_bool_ty(&mut self, e: &'a ast::Expr) -> Option<TyId> {
        if let ast::ExprKind::Bool(_, left, right) = &e.kind {
            let (left, right) = (self.c_bool_ty(left)?, self.c_bool_ty(right)?);
            return Some(if left == right { left } else { self.arithmetic_type(left, right) });
        }
        let ty = self.type_of(e);
        matches!(self.cx.types.kind(ty), Ty::Bint | Ty::Int(_) | Ty::Float(_)).then_some(ty)
    }
}
