//! Cypclasses: structs, type descriptors, method tables, calls.
//!
//! In: the instances of the module. Out: for each a struct whose first member is the header, a descriptor
//! with the method table behind it, functions that release and visit the fields, and the Python type.
//!
//! Invariants: a reference is a `__cyrus_cyp *` everywhere. [`layout`] decides where fields and methods lie; a
//! member is reached directly where every class of the module puts it at the same place, otherwise through the
//! descriptor. [`home`] says whose descriptor of a class is used. Descriptors are filled in when the module executes, before anything of the user's runs.

mod bodiless;
mod by_reference;
mod call;
mod class;
mod cycle;
mod home;
mod layout;
pub(crate) mod loose;
mod memory;
pub(crate) mod native;
mod python;
mod thin;
mod unused;
mod value;

pub(crate) use by_reference::by_reference;
pub(crate) use call::{call, field, function_pointer, parameters};
pub(crate) use class::{classes, give_up, held_visits, is_held, setup_name, structure};
use home::{Home, home};
pub(crate) use layout::Layouts;
pub(crate) use memory::{allocate, decref, leaf};
pub(crate) use python::leads_to_python;
pub(crate) use unused::unused;
pub(crate) use value::{from_python, to_python};

use crate::cx::Cx;
use cyrus_types::{Capability, TyId};

/// The name of the struct of an instance.
pub(crate) fn struct_name(cx: &Cx, ty: TyId) -> String {
    format!("{}_o", class_name(cx, ty))
}

/// What the C names of an instance begin with.
pub(crate) fn class_name(cx: &Cx, ty: TyId) -> String {
    let Some(cyp) = cx.types.as_cyp(ty) else { return String::from("__cyrus_y") };
    let name = &cx.types.cyp_classes[cyp.class].cname;
    if cyp.args.is_empty() {
        return name.to_string();
    }
    let number = cx.cyp.plain(cx.types, ty).map_or(ty.0, |t| t.0);
    format!("{name}_i{number}")
}

/// The descriptor, of type `__cyrus_cyp_type *`.
pub(crate) fn descriptor(cx: &mut Cx, ty: TyId) -> String {
    cx.fragment("cyp_type");
    let name = class_name(cx, ty);
    match home(cx, ty) {
        Home::Here => format!("&{name}_t.type"),
        Home::Shared | Home::Elsewhere(_) => format!("{name}_d"),
    }
}

/// The Python type of a class, of type `PyTypeObject *`.
pub(crate) fn python_type(cx: &mut Cx, ty: TyId) -> String {
    let name = class_name(cx, ty);
    match home(cx, ty) {
        Home::Here => format!("{name}_t.type.py_type"),
        Home::Shared | Home::Elsewhere(_) => format!("{name}_d->py_type"),
    }
}

/// A reference as what a C++ container holds.
pub(crate) fn reference(cx: &mut Cx, ty: TyId) -> String {
    cx.fragment("cyp_ref");
    let plain = matches!(
        cx.types.as_cyp(ty).map(|c| c.cap),
        Some(Capability::Local | Capability::Consumed | Capability::IsoArrow | Capability::LockArrow)
    );
    // References that are compared and counted alike are one C++ type, so that containers of them share their code.
    let acyclic = cx.cyp.plain(cx.types, ty).is_some_and(|class| !cx.cyp.cycles().may_be(class));
    let tag = match class::has_key(cx, ty) {
        true => format!("struct {}", struct_name(cx, ty)),
        false if acyclic && leaf(cx, ty).is_some() => "__cyrus_cyp_leaf".into(),
        false if acyclic => "__cyrus_cyp_acyclic".into(),
        false => "void".into(),
    };
    format!("__cyrus_cyp_ref<{tag}{}>", if plain { "" } else { ", false" })
}
