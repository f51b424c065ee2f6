//! How instances are made and dropped where their class is known.
//!
//! A class without C++ members gets an allocation function that is inlined. The last reference to an object whose class
//! nothing derives from and which has nothing to release gives its memory back on the spot.

use super::home::{Home, home};
use super::layout::Layout;
use super::{class_name, descriptor, struct_name};
use crate::cx::Cx;
use cyrus_types::{Counting, TyId};

/// Calls the allocation function of a class; code that a call runs once takes the one that classes share.
pub(crate) fn allocate(cx: &mut Cx, class: TyId, once: bool) -> String {
    cx.fragment("cyp_object");
    if once {
        let new = cx.runtime("__cyrus_cyp_new").to_string();
        return format!("{new}({})", descriptor(cx, class));
    }
    let plain = cx.cyp.plain(cx.types, class).unwrap_or(class);
    cx.cyp_allocators.insert(plain);
    format!("{}_alloc()", class_name(cx, class))
}

/// The allocation function.
pub(super) fn allocator(cx: &mut Cx, layout: &Layout) -> String {
    let name = class_name(cx, layout.ty);
    let class = descriptor(cx, layout.ty);
    let elsewhere = matches!(home(cx, layout.ty), Home::Elsewhere(_));
    let has_objects = elsewhere || layout.members.iter().any(|m| super::class::is_cpp_object(cx, m.ty));
    if has_objects {
        let new = cx.runtime("__cyrus_cyp_new").to_string();
        return format!("static __cyrus_cyp *{name}_alloc(void) {{ return {new}({class}); }}\n");
    }
    let tag = struct_name(cx, layout.ty);
    let make = if layout.thin { "__cyrus_cyp_make_thin" } else { "__cyrus_cyp_make" };
    format!(
        "static inline __cyrus_cyp *{name}_alloc(void) {{ return {make}({class}, sizeof(struct {tag})); }}\n"
    )
}

/// The suffix of the functions that drop a reference of this type: whether they note possible roots of cycles.
pub(crate) fn decref(cx: &Cx, reference: TyId) -> &'static str {
    match cx.cyp.plain(cx.types, reference) {
        Some(class) if !cx.cyp.cycles().may_be(class) => "",
        // A `cyobject` is of any class.
        _ if cx.cyp.cycles().exist() => "_cyclic",
        _ => "",
    }
}

/// The struct of the instances when a reference of this type surely refers to one that has nothing to release.
pub(crate) fn leaf(cx: &Cx, reference: TyId) -> Option<String> {
    let layout = cx.cyp.of(cx.types, reference)?;
    let class = cx.types.as_cyp(layout.ty)?.class;
    let derived = cx.cyp.iter().any(|other| other.ty != layout.ty && other.mro.contains(&layout.ty));
    if derived || cx.types.cyp_classes[class].in_pxd {
        return None;
    }
    let releases = layout.mro.iter().any(|&owner| {
        cx.types.as_cyp(owner).is_none_or(|ancestor| {
            let ancestor = &cx.types.cyp_classes[ancestor.class];
            ancestor.methods.iter().any(|m| m.name == "__dealloc__")
        })
    });
    let owns = layout
        .members
        .iter()
        .any(|m| cx.types.counting(m.ty) != Counting::None || super::class::is_cpp_object(cx, m.ty));
    (!releases && !owns).then(|| struct_name(cx, layout.ty))
}
