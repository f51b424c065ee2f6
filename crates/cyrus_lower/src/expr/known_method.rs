//! Methods that are probably a builtin type's, with a support function of their own.
//!
//! Comes in: a method call on an object without keywords. Goes out: the call of the support function, which does the
//! ordinary call for any object of another type. What is not here is called by its C function where the type is known;
//! the emitter does that.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_types::{Builtin, Ty, TyId, common};
use hir::{Coercion, Expr, ExprKind};

impl FnBuilder<'_, '_> {
    pub(super) fn known_method(
        &mut self,
        object: &Expr,
        name: &str,
        args: &[Expr],
        ty: TyId,
    ) -> Option<Value> {
        let class = self.builtin_class(object);
        if class.is_none() && !matches!(self.kind(object.ty), Ty::Object) {
            return None;
        }
        let function = match (class, name, args) {
            (Some(Builtin::List), "append", [_]) => "__cyrus_append",
            (None | Some(Builtin::List | Builtin::Set), "pop", []) => "__cyrus_pop",
            (None | Some(Builtin::List), "pop", [index]) => {
                let parts = [object.clone(), self.c_index(index)?];
                return Some(self.runtime_call("__cyrus_pop_index", &parts, ty));
            }
            _ => return None,
        };
        let parts: Vec<Expr> = std::iter::once(object).chain(args).cloned().collect();
        Some(self.runtime_call(function, &parts, ty))
    }

    /// Whether `append` as a statement, which nobody asks for a result, may be a list's.
    pub(super) fn may_be_list(&self, object: &Expr) -> bool {
        match self.builtin_class(object) {
            Some(class) => class == Builtin::List,
            None => matches!(self.kind(object.ty), Ty::Object),
        }
    }

    /// The builtin class of an expression's value, which may also be None.
    pub(super) fn builtin_class(&self, object: &Expr) -> Option<Builtin> {
        match (&object.kind, self.kind(object.ty)) {
            (_, Ty::Builtin(class)) => Some(*class),
            (ExprKind::Coerce { kind: Coercion::Reinterpret, value }, _) => self.builtin_class(value),
            _ => None,
        }
    }

    /// The C integer that an index was made from, if it fits.
    fn c_index(&self, index: &Expr) -> Option<Expr> {
        let span = index.span;
        match &index.kind {
            ExprKind::Coerce { value, .. } if self.fits_index(value.ty) => Some(Expr {
                ty: common::SSIZE_T,
                span,
                kind: ExprKind::Coerce { kind: Coercion::CCast, value: value.clone() },
            }),
            _ => None,
        }
    }

    fn fits_index(&self, ty: TyId) -> bool {
        use cyrus_types::IntTy;
        matches!(self.kind(ty), Ty::Int(IntTy::Int | IntTy::Short | IntTy::Long | IntTy::SSizeT))
    }
}
