//! `cdef cppclass`.

use super::place::Place;
use crate::cx::Cx;
use cyrus_syntax::ast::CppClassDef;

/// Enters the name.
pub fn forward<'a>(_cx: &mut Cx<'a>, _place: &Place, _def: &'a CppClassDef) {}

/// Declares the class.
pub fn declare<'a>(cx: &mut Cx<'a>, _place: &Place, def: &'a CppClassDef) {
    cx.unsupported(def.span, "a C++ class");
}
