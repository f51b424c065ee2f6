//! Conditional expressions, and the type in which two alternatives meet.

use super::Checker;
use cyrus_hir::{Coercion, Expr, ExprKind, Target};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// `then if test else orelse`
    pub(super) fn conditional(
        &mut self,
        test: &'a ast::Expr,
        then: &'a ast::Expr,
        orelse: &'a ast::Expr,
        span: Span,
    ) -> Expr {
        let test = self.branch_cond(test);
        let written = (then, orelse);
        let then = self.expr(then);
        let orelse = self.expr(orelse);
        let nothing =
            (self.none_as_no_object(written.0, orelse.ty), self.none_as_no_object(written.1, then.ty));
        let (then, orelse) = (nothing.0.unwrap_or(then), nothing.1.unwrap_or(orelse));
        let (then, orelse) = match self.cyp_of(then.ty).is_some() || self.cyp_of(orelse.ty).is_some() {
            true => self.literals_beside_strings(then, orelse),
            false => (then, orelse),
        };
        let references = (self.cx.types.get(then.ty).clone(), self.cx.types.get(orelse.ty).clone());
        if let (Ty::Ref(a), Ty::Ref(b)) = references
            && a == b
            && matches!(self.cx.types.kind(a), Ty::Cpp(..))
            && !matches!(test.kind, ExprKind::Bool(_))
        {
            // One object or the other, not a copy.
            let ty = self.cx.types.ptr(a);
            let address = |e: Expr| Expr { ty, span: e.span, kind: ExprKind::AddressOf(Box::new(e)) };
            let (then, orelse) = (Box::new(address(then)), Box::new(address(orelse)));
            let pointer =
                Expr { ty, span, kind: ExprKind::Conditional { test: Box::new(test), then, orelse } };
            return Expr { ty: a, span, kind: ExprKind::Deref(Box::new(pointer)) };
        }
        let ty = self.joined_ty(&then, &orelse);
        if ty == common::UNSPECIFIED {
            return Expr { ty, ..self.error_expr(span) };
        }
        let then = Box::new(self.alternative_as(then, ty));
        let orelse = Box::new(self.alternative_as(orelse, ty));
        match test.kind {
            ExprKind::Bool(true) => *then,
            ExprKind::Bool(false) => *orelse,
            _ => Expr { ty, span, kind: ExprKind::Conditional { test: Box::new(test), then, orelse } },
        }
    }

    /// The condition of `if`, of a conditional expression or a comprehension: only there may `cython.likely(…)` be.
    pub(super) fn branch_cond(&mut self, test: &'a ast::Expr) -> Expr {
        if let ast::ExprKind::Call(call) = &test.kind
            && let [ast::Arg::Positional(hinted)] = &call.args[..]
            && matches!(self.cython_path(&call.func).as_deref(), Some("cython.likely" | "cython.unlikely"))
        {
            return self.cond(hinted);
        }
        self.cond(test)
    }

    /// The type in which two alternatives meet.
    pub fn joined_ty(&mut self, a: &Expr, b: &Expr) -> TyId {
        // NULL takes the other's type; so does what is not inferred yet.
        let open = |ty: TyId| ty == common::UNSPECIFIED || ty == common::NULL;
        match (open(a.ty), open(b.ty)) {
            (true, false) if b.ty != common::ERROR => return self.spanning_storage(a.ty, b.ty),
            (false, true) if a.ty != common::ERROR => return self.spanning_storage(b.ty, a.ty),
            (true, true) if [a.ty, b.ty].contains(&common::UNSPECIFIED) => return common::UNSPECIFIED,
            _ => {}
        }
        let (ta, tb) = (self.storage_ty(a.ty), self.storage_ty(b.ty));
        let truth = |ty: TyId| matches!(self.cx.types.kind(ty), Ty::Bint);
        if truth(ta) && truth(tb) {
            return common::BINT;
        }
        let number = |ty: TyId| match self.cx.types.kind(ty) {
            Ty::Int(int) => !matches!(int, IntTy::Ucs4 | IntTy::PyUnicode),
            kind => matches!(kind, Ty::Enum(_) | Ty::Float(_) | Ty::Complex(_)),
        };
        if number(ta) && number(tb) {
            return self.arithmetic_type(ta, tb);
        }
        self.spanning(ta, tb)
    }

    /// One of two alternatives in the type in which they meet. Numbers keep what they were, for [`Checker::apart`].
    pub(super) fn alternative_as(&mut self, value: Expr, ty: TyId) -> Expr {
        let converts = matches!((&value.kind, self.cx.types.kind(ty)), (ExprKind::Int(_), Ty::Float(_)))
            && self.cx.types.is_numeric(value.ty);
        if converts { self.coercion(Coercion::CCast, value, ty) } else { self.coerce(value, ty) }
    }

    /// Alternatives of different C numbers where a Python object is wanted: each becomes an object of its own kind.
    pub(super) fn apart(&mut self, value: Expr) -> Expr {
        let Expr { ty, span, kind } = value;
        if !self.cx.types.is_numeric(ty) {
            return Expr { ty, span, kind };
        }
        let plain = |e: &Expr| self.converted_number(e).unwrap_or(e).clone();
        let (a, b) = match &kind {
            ExprKind::Conditional { then, orelse, .. } => (plain(then), plain(orelse)),
            ExprKind::BoolOp { left, right, .. } => (plain(left), plain(right)),
            _ => return Expr { ty, span, kind },
        };
        if self.cx.types.unqualified(a.ty) == self.cx.types.unqualified(b.ty) {
            return Expr { ty, span, kind };
        }
        let a = Box::new(self.coerce(a, common::OBJECT));
        let b = Box::new(self.coerce(b, common::OBJECT));
        let kind = match kind {
            ExprKind::BoolOp { and, .. } => ExprKind::BoolOp { and, left: a, right: b },
            ExprKind::Conditional { test, .. } => ExprKind::Conditional { test, then: a, orelse: b },
            kind => kind,
        };
        Expr { ty: common::OBJECT, span, kind }
    }

    /// `(target := number)` of which the target makes another number: the expression is the number as it was.
    pub(super) fn converting_walrus(&mut self, target: Target, number: Expr, span: Span) -> Expr {
        let (ty, target_ty) = (self.storage_ty(number.ty), target.ty);
        let number = self.coerce(number, ty);
        let (local, assigned) = (self.temp(ty, span), self.temp(target_ty, span));
        let read = self.local_expr(local, span);
        let converted = Box::new(self.coerce(read.clone(), target_ty));
        let walrus = ExprKind::Walrus { target: Box::new(target), value: converted };
        let walrus = Box::new(Expr { ty: target_ty, span, kind: walrus });
        let body = ExprKind::Let { local: assigned, value: walrus, body: Box::new(read) };
        let body = Box::new(Expr { ty, span, kind: body });
        Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(number), body } }
    }

    /// The number that a conversion to another C number converts.
    pub(super) fn converted_number<'e>(&self, value: &'e Expr) -> Option<&'e Expr> {
        match &value.kind {
            ExprKind::Coerce { kind: Coercion::CCast | Coercion::RealToComplex, value: number }
                if self.cx.types.is_numeric(value.ty) && self.cx.types.is_numeric(number.ty) =>
            {
                Some(number)
            }
            _ => None,
        }
    }

    fn spanning_storage(&mut self, open: TyId, other: TyId) -> TyId {
        let other = self.storage_ty(other);
        match self.cx.types.kind(other) {
            Ty::Ptr(_) | Ty::Cyp(_) => other,
            _ if open == common::UNSPECIFIED => other,
            _ => self.spanning(common::VOID_PTR, other),
        }
    }
}
