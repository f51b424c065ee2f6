//! Static caches of global name lookups, and other variables that the lowering asked for.

use crate::c_text::c_identifier;
use crate::cx::Cx;
use std::fmt::Write as _;

/// C name of the cache with this number.
pub(crate) fn name_cache(cx: &Cx, index: usize) -> String {
    let name = cx.name_caches.get_index(index).map(|n| c_identifier(n)).unwrap_or_default();
    format!("__cyrus_global_{name}")
}

/// Definitions of all of them.
pub(super) fn caches(cx: &mut Cx) -> String {
    let mut out = String::new();
    for index in 0..cx.name_caches.len() {
        let _ = writeln!(out, "static __cyrus_name_cache {};", name_cache(cx, index));
    }
    for variable in &cx.program.statics {
        let declared = crate::types::declare_cty(cx, &variable.ty, &variable.name);
        let _ = writeln!(out, "static {declared};");
    }
    out
}
