//! Static caches of looked-up names and methods, and other variables that the lowering asked for.

use crate::c_text::c_identifier;
use crate::cx::Cx;
use std::fmt::Write as _;

/// C name of the cache with this number.
pub(crate) fn name_cache(cx: &Cx, index: usize) -> String {
    let name = cx.name_caches.get_index(index).map(|n| c_identifier(n)).unwrap_or_default();
    format!("__cyrus_global_{name}")
}

/// C name of the cache of a builtin type's method; `class` is the C text of the type object.
pub(crate) fn known_method(cx: &mut Cx, class: &str, method: &str) -> String {
    let name = format!("__cyrus_known_{}_{}", c_identifier(class), c_identifier(method));
    cx.known_methods.insert(name.clone());
    name
}

/// Definitions of all of them.
pub(super) fn caches(cx: &mut Cx) -> String {
    let mut out = String::new();
    for index in 0..cx.name_caches.len() {
        let _ = writeln!(out, "static __cyrus_name_cache {};", name_cache(cx, index));
    }
    for name in &cx.known_methods {
        let _ = writeln!(out, "static __cyrus_known {name};");
    }
    out
}
