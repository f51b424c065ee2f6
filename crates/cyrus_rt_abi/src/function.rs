//! One callable C function as the lowering sees it: ownership of each parameter and of the result, and the
//! way an error is signalled. Looked up by its C name.

use crate::tables::FUNCTIONS;

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    /// A borrowed `PyObject *`, never NULL.
    Obj,
    /// A borrowed `PyObject *` that may be NULL.
    ObjOrNull,
    /// A `PyObject *` whose reference the callee takes over, on errors too.
    Steal,
    /// As `Steal`, and it may be NULL.
    StealOrNull,
    /// Any other C type, in C's spelling.
    C(&'static str),
}

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ret {
    /// An owned `PyObject *`; NULL is an error.
    New,
    /// An owned `PyObject *`, or NULL for "absent"; whether an exception is set must be asked separately.
    NewOrNull,
    /// A borrowed `PyObject *`; NULL is an error.
    Borrowed,
    /// A borrowed `PyObject *`, or NULL for "absent".
    BorrowedOrNull,
    /// Nothing.
    Void,
    /// A value of another C type, in C's spelling.
    C(&'static str),
}

/// How the caller finds out that the call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// It cannot fail (or does not say).
    None,
    /// The result is NULL.
    Null,
    /// The result is -1.
    Neg1,
    /// The result is negative.
    Neg,
    /// The result is -1 (cast to its type) and an exception is set.
    Neg1Occ,
    /// An exception is set, whatever the result.
    Occ,
    /// The result is 0.
    Zero,
}

/// A C function that generated code may call.
#[derive(Debug)]
pub struct RtFn {
    /// Its C name.
    pub name: &'static str,
    /// Its parameters in order.
    pub params: &'static [Param],
    /// Its result.
    pub ret: Ret,
    /// Its error contract.
    pub error: ErrorKind,
    /// It may be called without the GIL.
    pub nogil: bool,
    /// It has no effect but its result: an unused call may be dropped.
    pub pure: bool,
    /// The fragment that defines it; `None` for CPython's own functions.
    pub fragment: Option<&'static str>,
}

/// Finds a function by its C name.
pub fn rt_fn(name: &str) -> Option<&'static RtFn> {
    FUNCTIONS.binary_search_by(|f| f.name.cmp(name)).ok().map(|i| &FUNCTIONS[i])
}

/// All functions, sorted by name.
pub fn functions() -> &'static [RtFn] {
    &FUNCTIONS
}
