//! What other compiled modules may take from this one: the capsules in `__pyx_capi__`.

use super::capsule_name;
use crate::c_text::bytes_literal;
use crate::cx::Cx;
use cyrus_hir::CFunc;
use cyrus_types::Origin;
use std::fmt::Write as _;

/// Exports as text.
#[derive(Default)]
pub(super) struct Exports {
    pub(super) definitions: String,
    pub(super) calls: String,
}

/// Everything declared in the module's own pxd or as `api`.
pub(super) fn exports(cx: &mut Cx) -> Exports {
    let mut out = Exports::default();
    let module = cx.module;
    for (id, func) in module.cfuncs.iter_ids() {
        let shared = func.shared || func.api;
        let is_there = match func.origin {
            Origin::Here => func.func.is_some(),
            // What the module's pxd promises may be in a header, which the module itself names.
            Origin::Extern => cx.is_main_file(func.span.file),
            Origin::Module(_) => false,
        };
        if !is_there || !shared {
            continue;
        }
        let name = capsule_key(cx, func);
        let sig = capsule_name::of_function(cx, &name, &func.origin, func.sig);
        let function = crate::body::cfunc_name(cx, id).text;
        let export = cx.runtime("__cyrus_capi_export").to_string();
        for name in func.specialised.as_deref().into_iter().chain([&*name]) {
            let _ = writeln!(
                out.calls,
                "  if ({export}({}, (void *){function}, {}) < 0) return -1;",
                bytes_literal(name.as_bytes()),
                bytes_literal(sig.as_bytes())
            );
        }
    }
    for var in module.cvars.iter() {
        let shared = var.shared || var.api;
        if var.origin != Origin::Here || !shared {
            continue;
        }
        let sig = capsule_name::of_variable(cx, var.ty);
        let export = cx.runtime("__cyrus_capi_export").to_string();
        let _ = writeln!(
            out.calls,
            "  if ({export}({}, (void *)&{}, {}) < 0) return -1;",
            bytes_literal(var.name.as_bytes()),
            var.cname,
            bytes_literal(sig.as_bytes())
        );
    }
    out
}

/// What a shared function is called among the capsules; static methods, and those of nogil classes: `Class.method`.
pub(super) fn capsule_key(cx: &Cx, func: &CFunc) -> String {
    match func.class {
        Some(class) => format!("{}.{}", cx.types.classes[class].name, func.name),
        None => func.name.to_string(),
    }
}
