//! C function types.

use crate::*;
use cyrus_arena::define_id;

define_id!(
    /// An interned function type.
    pub struct FuncTyId
);

/// A C-level function signature; equality is structural. Names and defaults of parameters are part
/// of a *declaration* ([`CFuncSig`] of the HIR), not of the type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FuncTy {
    pub params: Vec<FuncParamTy>,
    pub ret: TyId,
    /// C `...`
    pub varargs: bool,
    /// How many trailing parameters are optional; a call passes them in an options struct.
    pub optional: u32,
    pub exception: ExcSpec,
    pub nogil: bool,
    pub with_gil: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FuncParamTy {
    pub name: Option<Name>,
    pub ty: TyId,
    /// `not None`
    pub not_none: bool,
    /// Of a method of a cypclass: behind a `*`, so that it is given by its name.
    pub keyword: bool,
}

/// How a C function signals an exception.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub enum ExcSpec {
    /// Cannot raise (`noexcept`, or an extern C function without a clause): errors inside are
    /// printed and dropped.
    #[default]
    None,
    /// The return type is a Python object: NULL signals.
    Object,
    /// This return value always signals.
    Value(ExcValue),
    /// This return value may signal: `PyErr_Occurred` decides.
    Maybe(ExcValue),
    /// Always ask `PyErr_Occurred` (`except *`).
    Check,
    /// C++ exceptions are translated; `handler` is the C++ function or Python exception.
    Cpp { handler: CppHandler, maybe: Option<ExcValue> },
    /// Cython+ `except ~`: the exception state itself is looked at; the return value is arbitrary.
    Beside,
}

/// A compile-time return value that signals an exception.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ExcValue {
    Int(i128),
    /// C text of a float literal or named constant.
    CText(Name),
    Null,
}

/// What follows `except +`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CppHandler {
    /// The standard translation table.
    Default,
    /// `except +*`: a handler that set the exception already.
    Star,
    /// `except +MemoryError`: this builtin exception.
    Exception(Name),
    /// `except +function`: this C name.
    Function(Name),
}
