//! Exception specifications: what a caller checks after a call, and what a function returns on error.

use crate::builder::FnBuilder;
use crate::context::Cx;
use cyrus_mir as mir;
use cyrus_types::{Counting, ExcSpec, ExcValue, FuncTy, Ty, TyId};
use mir::{Const, ErrorCheck, Operand};

/// The check after a call of a function with this signature.
pub(crate) fn check_after_call(cx: &Cx, sig: &FuncTy, nogil: bool) -> ErrorCheck {
    // An object is never NULL without an error, whatever the clause says.
    if cx.is_object(sig.ret) && !matches!(sig.exception, ExcSpec::Cpp { .. }) {
        return ErrorCheck::Null;
    }
    // A view without an owner is an error: looked at after the call.
    if matches!(cx.types().kind(sig.ret), Ty::MemView(_)) {
        return ErrorCheck::None;
    }
    match &sig.exception {
        ExcSpec::None => ErrorCheck::None,
        ExcSpec::Object => ErrorCheck::Null,
        ExcSpec::Value(value) => ErrorCheck::Value(value.clone()),
        ExcSpec::Maybe(value) if nogil => ErrorCheck::MaybeNogil(value.clone()),
        ExcSpec::Maybe(value) => ErrorCheck::Maybe(value.clone()),
        ExcSpec::Check | ExcSpec::Beside if nogil => ErrorCheck::OccurredNogil,
        ExcSpec::Check | ExcSpec::Beside => ErrorCheck::Occurred,
        ExcSpec::Cpp { handler, maybe: _ } => ErrorCheck::Cpp { handler: handler.clone(), nogil },
    }
}

/// A C constant for an exception value.
pub(crate) fn exc_operand(value: &ExcValue, ty: TyId) -> Operand {
    Operand::Const(match value {
        ExcValue::Int(n) => Const::Int(*n, ty),
        ExcValue::CText(text) => Const::Text(text.clone(), ty),
        ExcValue::Null => Const::Null,
    })
}

impl FnBuilder<'_, '_> {
    /// What the body returns after an error, by its specification; `None`: there is no constant of that
    /// type, a zeroed variable must do.
    pub(crate) fn error_value(&self, ret: TyId, spec: &ExcSpec) -> Option<Operand> {
        match spec {
            ExcSpec::Value(v) | ExcSpec::Maybe(v) => Some(exc_operand(v, ret)),
            ExcSpec::None | ExcSpec::Object | ExcSpec::Check | ExcSpec::Beside | ExcSpec::Cpp { .. } => {
                self.zero_value(ret)
            }
        }
    }

    /// Zero of a scalar type.
    pub(crate) fn zero_value(&self, ty: TyId) -> Option<Operand> {
        if self.types().counting(ty) == Counting::Python || self.types().counting(ty) == Counting::Cyp {
            return Some(Operand::Const(Const::Null));
        }
        match self.kind(ty) {
            Ty::Ptr(_) | Ty::Null => Some(Operand::Const(Const::Null)),
            Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) => Some(Operand::Const(Const::Int(0, ty))),
            _ => None,
        }
    }
}
