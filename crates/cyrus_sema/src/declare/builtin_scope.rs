//! The builtin scope: Python's builtins and the types Cython knows without a cimport.

use crate::cx::Cx;

/// Enters all builtins into `cx.builtin_scope`.
pub fn fill(_cx: &mut Cx<'_>) {}
