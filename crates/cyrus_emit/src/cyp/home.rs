//! Where the descriptor of a class comes from.
//!
//! Classes that only this module knows have a static one. What is declared in a `.pxd` file is known to other
//! modules, too: there is one descriptor in a process, found by the class's name (`cyp_shared`). A module that has the
//! bodies of all its methods, because they stand in the `.pxd` file, brings a descriptor along and uses it if it is
//! the first; otherwise the module of the `.pxd` file is imported, which has them.
//!
//! Other modules may derive from such classes. So what its instances call is looked up in their descriptors; their
//! fields must begin with those of the class.

use super::class_name;
use super::layout::Layout;
use crate::cx::Cx;
use cyrus_types::{Capability, Origin, Ty, TyId};

/// Who brings the descriptor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Home {
    /// Nobody else knows the class.
    Here,
    /// Whoever comes first.
    Shared,
    /// This module.
    Elsewhere(String),
}

pub(super) fn home(cx: &Cx, ty: TyId) -> Home {
    let (Some(cyp), Some(layout)) = (cx.types.as_cyp(ty), cx.cyp.of(cx.types, ty)) else { return Home::Here };
    let def = &cx.types.cyp_classes[cyp.class];
    if !def.in_pxd {
        return Home::Here;
    }
    let complete = cx.module.cyp_instances[layout.index].methods.iter().all(Option::is_some);
    match &def.origin {
        Origin::Module(module) if !complete => Home::Elsewhere(module.to_string()),
        _ => Home::Shared,
    }
}

/// Whether classes unknown to this module may derive from the class.
pub(super) fn is_open(cx: &Cx, ty: TyId) -> bool {
    home(cx, ty) != Home::Here
}

/// The name by which modules find the class.
pub(super) fn key(cx: &mut Cx, ty: TyId) -> String {
    let Some(cyp) = cx.types.as_cyp(ty).cloned() else { return crate::types::type_text(cx, ty) };
    let name = cx.types.cyp_classes[cyp.class].qualified.to_string();
    if cyp.args.is_empty() {
        return name;
    }
    let args: Vec<String> = cyp.args.iter().map(|&arg| argument_key(cx, arg)).collect();
    format!("{name}[{}]", args.join(", "))
}

fn argument_key(cx: &mut Cx, ty: TyId) -> String {
    match cx.types.kind(ty).clone() {
        Ty::Cyp(cyp) => {
            let qualifier = match cyp.cap {
                Capability::Local => String::new(),
                cap => format!("{cap:?} ").to_lowercase(),
            };
            format!("{qualifier}{}", key(cx, ty))
        }
        Ty::Cpp(class, args) if !args.is_empty() => {
            let name = cx.types.cpp_classes[class].name.clone();
            let args: Vec<String> = args.iter().map(|&arg| argument_key(cx, arg)).collect();
            format!("{name}[{}]", args.join(", "))
        }
        _ => crate::types::type_text(cx, ty),
    }
}

/// Reports a class whose instances do not begin with the fields of an ancestor that other modules know.
pub(super) fn check(cx: &mut Cx, layout: &Layout) {
    for &ancestor in &layout.mro[1..] {
        let Some(class) = cx.types.as_cyp(ancestor).map(|c| c.class) else { continue };
        let def = &cx.types.cyp_classes[class];
        // What active objects are made of is only reached through their own class.
        let prelude = matches!(&def.origin, Origin::Module(module) if module == "libcyrus.acthon");
        let Some(base) = cx.cyp.of(cx.types, ancestor) else { continue };
        let begins = layout.members.len() >= base.members.len()
            && layout.members.iter().zip(&base.members).all(|(a, b)| a == b);
        if prelude || begins || !is_open(cx, ancestor) {
            continue;
        }
        let (name, base) = (cx.display(layout.ty), cx.display(ancestor));
        let span = cx.types.as_cyp(layout.ty).map(|c| cx.types.cyp_classes[c.class].span).unwrap_or_default();
        let what = format!(
            "the class '{name}', whose fields do not begin with those of '{base}' that other modules know, is"
        );
        cx.unsupported(span, &what);
    }
}

/// The statements that look for the descriptor, before it is filled in here or instead of that.
pub(super) fn find(cx: &mut Cx, layout: &Layout) -> Option<String> {
    let module = match home(cx, layout.ty) {
        Home::Here => return None,
        Home::Shared => "NULL".to_string(),
        Home::Elsewhere(module) => crate::c_text::bytes_literal(module.as_bytes()),
    };
    cx.fragment("cyp_shared");
    let name = class_name(cx, layout.ty);
    let tag = super::struct_name(cx, layout.ty);
    let key = crate::c_text::bytes_literal(key(cx, layout.ty).as_bytes());
    let methods = cx.module.cyp_instances[layout.index].methods.len();
    Some(format!(
        "  if (__cyrus_cyp_shared_find(&{name}_d, {key}, {module}, sizeof(struct {tag}), {methods}) < 0) return -1;\n"
    ))
}
