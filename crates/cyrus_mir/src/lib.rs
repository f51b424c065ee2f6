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
//! - The GIL is held except between [`StmtKind::Gil`] operations or in bodies marked `nogil`.

mod body;
mod consts;
mod print;

pub use body::*;
pub use consts::*;

pub use cyrus_types::Name;
