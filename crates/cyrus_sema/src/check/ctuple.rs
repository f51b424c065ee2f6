//! Conversions between tuples of C: a tuple of other types, each item converted as a value of its own would be.

use super::Checker;
use cyrus_hir::{Expr, ExprKind};
use cyrus_types::{Ty, TyId};

impl Checker<'_, '_> {
    /// Item by item.
    pub(super) fn ctuple_to_ctuple(&mut self, value: Expr, to: TyId) -> Result<Expr, TyId> {
        let (Ty::CTuple(from_items), Ty::CTuple(to_items)) =
            (self.cx.types.kind(value.ty).clone(), self.cx.types.kind(to).clone())
        else {
            return Err(value.ty);
        };
        let span = value.span;
        let from = value.ty;
        let local = self.temp(value.ty, span);
        let mut items = Vec::new();
        for (i, (f, t)) in from_items.iter().zip(&to_items).enumerate() {
            let tuple = Box::new(self.local_expr(local, span));
            let item = Expr { ty: *f, span, kind: ExprKind::CTupleItem { tuple, index: i as u32 } };
            items.push(self.try_coerce(item, *t).map_err(|_| from)?);
        }
        let body = Box::new(Expr { ty: to, span, kind: ExprKind::CTuple(items) });
        Ok(Expr { ty: to, span, kind: ExprKind::Let { local, value: Box::new(value), body } })
    }
}
