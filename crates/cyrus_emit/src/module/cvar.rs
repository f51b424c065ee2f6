//! C variables of module scope, and what `extern` declares without a header.

use crate::cx::Cx;
use crate::types::{declare, function_declarator};
use cyrus_hir::{CVarId, CVisibility};
use cyrus_mir::{CTy, StaticVar};
use cyrus_types::{Origin, Ty};
use std::fmt::Write as _;

/// Definitions of the module's own variables, pointers for imported ones, declarations of foreign names.
pub(super) fn definitions(cx: &mut Cx) -> String {
    let mut out = String::new();
    let module = cx.module;
    for (id, var) in module.cvars.iter_ids() {
        match &var.origin {
            // Nothing reads or writes it.
            Origin::Here if is_unused(cx, id) => {}
            Origin::Here => {
                // The module's execution assigns what the source declares constant.
                let mut ty = var.ty;
                while let Ty::Const(inner) = *cx.types.get(ty) {
                    ty = inner;
                }
                let text = match var.late {
                    true => format!("{} {}", crate::convert::slot_of(cx, ty), var.cname),
                    false => declare(cx, ty, &var.cname),
                };
                let _ = match var.visibility {
                    CVisibility::Public => writeln!(out, "__CYRUS_EXTERN_C {text};\n{text};"),
                    CVisibility::Private => writeln!(out, "static {text};"),
                };
            }
            Origin::Module(_) => {
                let text = match var.late {
                    true => format!("{} *{}", crate::convert::slot_of(cx, var.ty), var.cname),
                    false => declare(cx, var.ty, &format!("*{}", var.cname)),
                };
                let _ = writeln!(out, "static {text};");
            }
            Origin::Extern => {
                if is_without_header(var.visibility, &var.cname) && cx.used_cvars.contains(&id) {
                    let text = declare(cx, var.ty, &var.cname);
                    let _ = writeln!(out, "__CYRUS_EXTERN_C {text};");
                }
            }
        }
    }
    for id in cx.used_cfuncs.clone() {
        let func = &module.cfuncs[id];
        if func.origin == Origin::Extern && is_without_header(func.visibility, &func.cname) {
            let text = function_declarator(cx, func.sig, &func.cname);
            let _ = writeln!(out, "__CYRUS_EXTERN_C {text};");
        }
    }
    out
}

/// Whether nothing but our declaration tells the C compiler of an `extern` name.
fn is_without_header(visibility: CVisibility, cname: &str) -> bool {
    visibility == CVisibility::Public && cname.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Definitions of the variables that no program names.
pub(super) fn statics(cx: &mut Cx) -> String {
    let mut out = String::new();
    for variable in &cx.program.statics {
        let declared = crate::types::declare_cty(cx, &variable.ty, &variable.name);
        let _ = writeln!(out, "static {declared};");
    }
    out
}

/// What variables of Python types hold before anything is assigned: None.
pub(super) fn initial(cx: &Cx) -> String {
    let mut out = String::new();
    for (id, var) in cx.module.cvars.iter_ids() {
        if var.origin == Origin::Here && cx.types.is_object(var.ty) && !is_unused(cx, id) {
            let _ = writeln!(out, "  if (!{0}) {0} = Py_NewRef(Py_None);", var.cname);
        }
    }
    // A function may be called before its default values are there, by modules that import each other.
    let object = |v: &&StaticVar| matches!(v.ty, CTy::Ty(ty) if cx.types.is_object(ty));
    for variable in cx.program.statics.iter().filter(object) {
        let _ = writeln!(out, "  {} = Py_NewRef(Py_None);", variable.name);
    }
    out
}

fn is_unused(cx: &Cx, var: CVarId) -> bool {
    let def = &cx.module.cvars[var];
    def.visibility == CVisibility::Private && !def.api && !cx.used_cvars.contains(&var)
}
