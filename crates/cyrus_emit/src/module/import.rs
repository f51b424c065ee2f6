//! What the module takes from other compiled modules: types, C functions, C variables.

use super::capsule_name;
use crate::c_text::bytes_literal;
use crate::class;
use crate::cx::Cx;
use cyrus_hir::ImportedSymbolKind;
use std::fmt::Write as _;

/// Imports as text.
#[derive(Default)]
pub(super) struct Imports {
    /// Pointers that the imports fill.
    pub(super) declarations: String,
    pub(super) definitions: String,
    /// Statements of the module's execution.
    pub(super) calls: String,
    /// Those which the module's own types need.
    pub(super) base_calls: String,
}

/// Everything imported.
pub(super) fn imports(cx: &mut Cx) -> Imports {
    let mut out = Imports::default();
    class::import_types(cx, &mut out.declarations, &mut out.base_calls, true);
    class::import_types(cx, &mut out.declarations, &mut out.calls, false);
    let module = cx.module;
    let mut open = "";
    for symbol in &module.imported_symbols {
        if symbol.module != open {
            if !open.is_empty() {
                out.calls.push_str("    Py_DECREF(from); }\n");
            }
            open = &symbol.module;
            let _ = writeln!(
                out.calls,
                "  {{ PyObject *from = PyImport_ImportModule({}); if (!from) return -1;",
                bytes_literal(symbol.module.as_bytes())
            );
        }
        match symbol.symbol {
            ImportedSymbolKind::Func(id) => {
                let func = &module.cfuncs[id];
                let name = super::export::capsule_key(cx, func);
                let sig = capsule_name::of_function(cx, &name, &func.origin, func.sig);
                let ty = crate::types::function_declarator(cx, func.sig, &format!("(*{})", func.cname));
                let _ = writeln!(out.declarations, "static {ty};");
                let import = cx.runtime("__cyrus_capi_import").to_string();
                let fetch = |name: &str, optional: u8| {
                    format!(
                        // A pointer to data and one to a function have one representation wherever CPython runs.
                        "(*(void **)&{} = {import}(from, {}, {}, \"function\", {optional}))",
                        func.cname,
                        bytes_literal(name.as_bytes()),
                        bytes_literal(sig.as_bytes())
                    )
                };
                let mut test = format!("!{}", fetch(&name, 0));
                // Modules of other compilers may only have the name that counts types.
                if let Some(specialised) = &func.specialised {
                    test = format!("!{} && (PyErr_Occurred() || {test})", fetch(specialised, 1));
                }
                let _ = writeln!(out.calls, "    if ({test}) return -1;");
            }
            ImportedSymbolKind::Var(id) => {
                let var = &module.cvars[id];
                let sig = capsule_name::of_variable(cx, var.ty);
                let import = cx.runtime("__cyrus_capi_import").to_string();
                let _ = writeln!(
                    out.calls,
                    "    if (!(*(void **)&{} = {import}(from, {}, {}, \"variable\", 0))) return -1;",
                    var.cname,
                    bytes_literal(var.name.as_bytes()),
                    bytes_literal(sig.as_bytes())
                );
            }
        }
    }
    if !open.is_empty() {
        out.calls.push_str("    Py_DECREF(from); }\n");
    }
    out
}
