//! `hash(x)` where the GIL is not held: of numbers, tuples of C, and cypclasses that have `__hash__`.
//!
//! Tests: `tests/lang/cypclass/hash.md`.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_hir::{Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_types::{IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// Whether a value of this type has a hash without Python.
    pub(super) fn has_native_hash(&mut self, ty: TyId) -> bool {
        match self.cx.types.kind(ty).clone() {
            // The hash of a character is that of a text.
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => false,
            Ty::CTuple(items) => items.into_iter().all(|item| self.has_native_hash(item)),
            _ if self.cx.types.is_integer(ty) || self.cx.types.is_float(ty) => true,
            _ => self.cyp_has(ty, "__hash__"),
        }
    }

    /// The hash of a value for which [`Self::has_native_hash`] holds.
    pub(super) fn native_hash(&mut self, value: Expr, span: Span) -> Expr {
        let ty = value.ty;
        if let Ty::CTuple(items) = self.cx.types.kind(ty).clone() {
            return self.native_hash_of_items(value, &items, span);
        }
        let (name, wide) = if self.cx.types.is_float(ty) {
            ("__cyrus_hash_double", common::DOUBLE)
        } else if self.cx.types.is_integer(ty) {
            match self.cx.types.kind(ty) {
                Ty::Int(int) if !int.is_signed() => ("__cyrus_hash_unsigned", common::ULONGLONG),
                _ => ("__cyrus_hash_signed", common::LONGLONG),
            }
        } else {
            return match self.cyp_method_call(value, "__hash__", CypArgs::default(), span) {
                Ok(hash) => self.coercion(Coercion::CCast, hash, common::HASH),
                Err(_) => self.error_expr(span),
            };
        };
        let value = self.coercion(Coercion::CCast, value, wide);
        hash_call(name, vec![value], span)
    }

    fn native_hash_of_items(&mut self, tuple: Expr, items: &[TyId], span: Span) -> Expr {
        let ty = tuple.ty;
        let local = self.temp(ty, span);
        let mut sum = Expr { ty: common::HASH, span, kind: ExprKind::Int(0u32.into()) };
        for (index, &ty) in (0u32..).zip(items) {
            let tuple = Box::new(self.local_expr(local, span));
            let item = Expr { ty, span, kind: ExprKind::CTupleItem { tuple, index } };
            let hash = self.native_hash(item, span);
            sum = hash_call("__cyrus_hash_item", vec![sum, hash], span);
        }
        let count = Expr { ty: common::HASH, span, kind: ExprKind::Int(items.len() as i128) };
        let body = Box::new(hash_call("__cyrus_hash_items", vec![sum, count], span));
        Expr { ty: common::HASH, span, kind: ExprKind::Let { local, value: Box::new(tuple), body } }
    }
}

fn hash_call(name: &str, args: Vec<Expr>, span: Span) -> Expr {
    Expr { ty: common::HASH, span, kind: ExprKind::Runtime { name: name.into(), args } }
}
