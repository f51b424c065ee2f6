//! The control-flow graph: blocks of statements with explicit counts, GIL operations and error edges.
//!
//! Comes in: nothing (data only); `cyrus_lower` builds it from the HIR. Goes out: [`Program`], which
//! `cyrus_passes` improves and `cyrus_emit` writes as C.
//!
//! Invariants:
//! - Ownership is explicit. A local of a counted type owns its reference from the statement that writes
//!   it until a `Decref`, a move (argument of kind `steal`, `Return`, store into owned memory), or the
//!   end of a cleanup chain. The emitter adds no counting.
//! - A statement that may fail names the block that runs when it fails ([`Stmt::unwind`]); that block
//!   drops what was owned at this point and ends at a handler or at the function's error exit. When a
//!   statement fails, its destination has not been written.
//! - Operands have no side effects and cannot fail.
//! - All pointers to Python objects (`object`, builtin and extension types) are one C pointer with
//!   different static types: where an assignment, an argument, a destination or a comparison mixes
//!   them, the emitter writes the cast. Other changes of type are [`Rvalue::Cast`].
//! - The optional parameters of a C signature (`FuncTy::optional`) travel in
//!   `struct __cyrus_opt_N { int n; T a0; … }`, N being the id of the function type; `n` says how many are
//!   given. The C function has one trailing parameter `struct __cyrus_opt_N *` for them, NULL for none.
//! - The GIL is held except between [`StmtKind::Gil`] operations or in bodies marked `nogil`.

mod body;
mod consts;
mod print;
mod slot;

pub use body::*;
pub use consts::*;
pub use slot::*;

pub use cyrus_types::Name;
