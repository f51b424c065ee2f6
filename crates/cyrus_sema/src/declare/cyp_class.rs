//! `cdef cypclass`.

use super::place::Place;
use crate::cx::Cx;
use cyrus_syntax::ast::CypClassDef;

/// Enters the name.
pub fn forward<'a>(_cx: &mut Cx<'a>, _place: &Place, _def: &'a CypClassDef) {}

/// Declares the class.
pub fn declare<'a>(cx: &mut Cx<'a>, _place: &Place, def: &'a CypClassDef) {
    cx.unsupported(def.span, "a cypclass");
}
