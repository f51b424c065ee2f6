//! The one type universe: interned types and the definitions they point to.
//!
//! Comes in: declarations, from the checker. Goes out: [`TyId`]s whose equality is type equality, and
//! tables of struct, enum, class … definitions keyed by typed ids.
//!
//! Invariants: a [`TyId`] is never reused or changed; definitions may be completed after their id was
//! handed out (forward declarations, pxd/pyx pairs), ids stay. `Ty::Error` absorbs follow-up errors.
//! Nothing here knows syntax trees, files or C text beyond the *C names* that declarations carry.

mod builtin;
mod class;
mod cpp_container;
mod def;
mod display;
mod func;
mod nogil_class;
mod parcel;
mod subst;
mod ty;

pub use builtin::*;
pub use class::*;
pub use cpp_container::changes_container;
pub use def::*;
pub use func::*;
pub use nogil_class::*;
pub use parcel::PARCEL;
pub use ty::*;

pub use cyrus_syntax::Name;
