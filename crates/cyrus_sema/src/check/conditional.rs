//! Conditional expressions, and the type in which two alternatives meet.

use super::Checker;
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// `then if test else orelse`
    pub(super) fn conditional(
        &mut self,
        test: &'a ast::Expr,
        then: &'a ast::Expr,
        orelse: &'a ast::Expr,
        span: Span,
    ) -> Expr {
        let test = self.cond(test);
        let then = self.expr(then);
        let orelse = self.expr(orelse);
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
        let then = Box::new(self.coerce(then, ty));
        let orelse = Box::new(self.coerce(orelse, ty));
        match test.kind {
            ExprKind::Bool(true) => *then,
            ExprKind::Bool(false) => *orelse,
            _ => Expr { ty, span, kind: ExprKind::Conditional { test: Box::new(test), then, orelse } },
        }
    }

    /// The type in which two alternatives meet.
    pub fn joined_ty(&mut self, a: &Expr, b: &Expr) -> TyId {
        // NULL takes the other's type; so does what is not inferred yet.
        let open = |ty: TyId| ty == common::UNSPECIFIED || ty == common::NULL;
        match (open(a.ty), open(b.ty)) {
            (true, false) if b.ty != common::ERROR => return self.spanning_storage(a.ty, b.ty),
            (false, true) if a.ty != common::ERROR => return self.spanning_storage(b.ty, a.ty),
            _ => {}
        }
        let (ta, tb) = (self.storage_ty(a.ty), self.storage_ty(b.ty));
        let truth = |ty: TyId| matches!(self.cx.types.kind(ty), Ty::Bint);
        if truth(ta) && truth(tb) {
            return common::BINT;
        }
        let literal = |e: &Expr| matches!(e.kind, ExprKind::Int(_) | ExprKind::Float(_));
        if literal(a) && self.cx.types.is_numeric(tb) && !literal(b) && tb != common::BINT {
            return self.arithmetic_type(ta, tb);
        }
        if literal(b) && self.cx.types.is_numeric(ta) && !literal(a) && ta != common::BINT {
            return self.arithmetic_type(ta, tb);
        }
        self.spanning(ta, tb)
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
