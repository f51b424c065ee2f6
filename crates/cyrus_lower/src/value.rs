//! The result of an expression: an operand, its C type, and who owns the reference.

use cyrus_mir as mir;
use cyrus_types::{TyId, common};
use mir::{CTy, Const, MLocal, Operand, Place};

/// Who is responsible for the reference that a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Own {
    /// Not counted.
    Plain,
    /// Counted, and kept alive by something else for as long as the value is used as an operand of the
    /// expression at hand (a variable, a constant, a parameter).
    Borrowed,
    /// Owned by this temporary, which is on the cleanup stack.
    Temp(MLocal),
}

/// A value in hand.
#[derive(Clone, Debug)]
#[must_use = "an owned value must be consumed or dropped"]
pub(crate) struct Value {
    pub(crate) op: Operand,
    pub(crate) ty: CTy,
    pub(crate) own: Own,
}

impl Value {
    /// An uncounted value.
    pub(crate) fn plain(op: Operand, ty: impl Into<ValueTy>) -> Value {
        Value { op, ty: ty.into().0, own: Own::Plain }
    }

    /// A counted value owned elsewhere.
    pub(crate) fn borrowed(op: Operand, ty: impl Into<ValueTy>) -> Value {
        Value { op, ty: ty.into().0, own: Own::Borrowed }
    }

    /// A constant object.
    pub(crate) fn constant(constant: Const) -> Value {
        Value::borrowed(Operand::Const(constant), common::OBJECT)
    }

    /// A C integer constant.
    pub(crate) fn int(value: i128, ty: TyId) -> Value {
        Value::plain(Operand::Const(Const::Int(value, ty)), ty)
    }

    /// A C string literal.
    pub(crate) fn cstr(text: &str) -> Value {
        Value::plain(Operand::Const(Const::CStr(text.as_bytes().to_vec())), common::CONST_CHAR_PTR)
    }

    /// No object at all.
    pub(crate) fn null() -> Value {
        Value::plain(Operand::Const(Const::Null), common::NULL)
    }

    /// The value of a statement-like expression.
    pub(crate) fn void() -> Value {
        Value::plain(Operand::Const(Const::Int(0, common::INT)), common::VOID)
    }

    pub(crate) fn is_constant(&self) -> bool {
        matches!(self.op, Operand::Const(_))
    }

    /// The place it is read from.
    pub(crate) fn place(&self) -> Option<&Place> {
        match &self.op {
            Operand::Copy(place) => Some(place),
            Operand::Const(_) => None,
        }
    }
}

/// A C type given as an id or as a [`CTy`].
pub(crate) struct ValueTy(CTy);

impl From<TyId> for ValueTy {
    fn from(ty: TyId) -> Self {
        ValueTy(CTy::Ty(ty))
    }
}

impl From<CTy> for ValueTy {
    fn from(ty: CTy) -> Self {
        ValueTy(ty)
    }
}

impl From<&CTy> for ValueTy {
    fn from(ty: &CTy) -> Self {
        ValueTy(ty.clone())
    }
}
