//! Classes whose objects are values of a Python class: the functions that convert them, in place of proxies.
//!
//! What makes a class one of these, and the signatures: `cyrus_sema::check::cyp_value`.

use super::call::function;
use crate::cx::Cx;
use cyrus_hir::CypMethodRef;
use cyrus_types::TyId;

/// The function that makes an object of a Python one.
pub(crate) fn from_python(cx: &mut Cx, ty: TyId) -> Option<String> {
    converter(cx, ty, ["__from_str__", "__from_bytes__"])
}

/// The function that makes a Python object; None of NULL.
pub(crate) fn to_python(cx: &mut Cx, ty: TyId) -> Option<String> {
    converter(cx, ty, ["__to_str__", "__to_bytes__"])
}

fn converter(cx: &mut Cx, ty: TyId, names: [&str; 2]) -> Option<String> {
    let owner = cx.cyp.of(cx.types, ty)?.ty;
    let def = &cx.types.cyp_classes[cx.types.as_cyp(owner)?.class];
    let method = names.into_iter().find_map(|name| def.value_method(name))?;
    function(cx, CypMethodRef { owner, method })
}
