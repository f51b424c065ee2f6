//! Declarations: fills scopes and the type universe from module and class level statements.
//!
//! Comes in: expanded trees of the module, its pxd and every pxd cimported. Goes out: entries in scopes,
//! definitions in [`cyrus_types::Types`], the C functions and variables of the HIR, and
//! [`crate::cx::DeclaredNode`]s that tie definitions of the tree to them.
//!
//! Invariants: no function body and no run-time expression is looked at.

pub mod builtin_scope;

use crate::cx::Cx;
use cyrus_syntax::ast;

/// Declares everything of the main module.
pub fn module(_cx: &mut Cx<'_>, _tree: &ast::Module) {}
