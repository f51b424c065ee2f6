//! Memoryviews ↔ objects.

use super::Conversion;
use crate::cx::Cx;
use crate::module::view_spec;
use cyrus_types::TyId;

/// Acquires an object's buffer.
pub(super) fn from_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let name = cx.runtime("__cyrus_mv_from_object").to_string();
    let spec = view_spec(cx, ty);
    Conversion { fills_array: true, by_address: true, ..Conversion::with(name, format!(", {spec}")) }
}

/// The object of a view.
pub(super) fn to_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let name = cx.runtime("__cyrus_mv_to_object").to_string();
    let spec = view_spec(cx, ty);
    Conversion { by_address: true, ..Conversion::with(name, format!(", {spec}")) }
}
