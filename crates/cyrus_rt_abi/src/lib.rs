//! The C functions that generated code may call, as data: what they take, what they give, how they fail.
//!
//! In: the fragment files below `support/` (C support code that is pasted into generated files) and
//! `support/cpython.abi` (plain CPython API). Out: `rt_fn` for the lowering, `fragments_for` and `Assembly`
//! for the emitter. The tables are made by `build.rs`; a lookup is a binary search, and nothing is parsed
//! at run time. This crate depends on nothing, and knows nothing of MIR or of the runtime library.
//!
//! Tests: `tests/fragments_compile.rs` (every fragment alone, by gcc and g++, against every CPython found).

mod assembly;
mod fragment;
mod function;

pub use assembly::Assembly;
pub use fragment::{Fragment, fragment, fragments, fragments_for};
pub use function::{ErrorKind, Param, Ret, RtFn, functions, rt_fn};

mod tables {
    //! The generated tables.
    use crate::{ErrorKind, Fragment, Param, Ret, RtFn};
    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}
