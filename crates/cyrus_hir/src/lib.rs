//! The typed tree: every name resolved, every coercion explicit.
//!
//! Comes in: nothing (data only); the checker builds it. Goes out: [`Module`], which the lowering turns
//! into MIR.
//!
//! Invariants:
//! - Nothing here refers to the syntax tree, and no later stage looks at syntax again.
//! - The type of every expression is final; where a value of one type is used as another there is a
//!   [`ExprKind::Coerce`] node. Operands of an operator already have the types the operator works on.
//! - Evaluation order is the order of fields, left to right. A subexpression that must be evaluated
//!   once and used twice is bound by [`ExprKind::Let`] or [`StmtKind::Let`].
//! - Reference counts and cleanup are *not* here: the lowering adds them.

mod expr;
mod func;
mod module;
mod stmt;
pub mod visit;
pub mod walk;

pub use expr::*;
pub use func::*;
pub use module::*;
pub use stmt::*;

pub use cyrus_types::Name;
