//! Extension types of other modules.

use super::vtable::vtable_capsule;
use crate::c_text::bytes_literal;
use crate::cx::Cx;
use crate::types::{ext_struct_name, vtable_class, vtable_struct_name, vtable_variable};
use cyrus_types::CheckSize;
use std::fmt::Write as _;

/// Pointers to imported type objects and vtables, and the statements that fill them.
pub(crate) fn import_types(cx: &mut Cx, declarations: &mut String, calls: &mut String, bases: bool) {
    let module = cx.module;
    let mut open = "";
    for import in &module.imported_types {
        let is_base = import
            .class
            .is_some_and(|id| module.classes.iter().any(|c| module.types.is_subclass(c.class, id)));
        if is_base != bases {
            continue;
        }
        if import.module != open {
            if !open.is_empty() {
                calls.push_str("    Py_DECREF(from); }\n");
            }
            open = &import.module;
            let _ = writeln!(
                calls,
                "  {{ PyObject *from = PyImport_ImportModule({}); if (!from) return -1;",
                bytes_literal(import.module.as_bytes())
            );
        }
        let Some(id) = import.class else { continue };
        let class = &module.types.classes[id];
        let variable = crate::types::type_symbol(class);
        let _ = writeln!(declarations, "static PyTypeObject *{variable};");
        let fetch = cx.runtime("__cyrus_import_type").to_string();
        let check = match class.check_size {
            CheckSize::Error => 0,
            CheckSize::Warn => 1,
            CheckSize::Ignore => 2,
        };
        let name = match (import.module.as_str(), class.qualified.rsplit('.').next().unwrap_or(&class.name)) {
            // As declarations call it beside C's `long`.
            ("builtins", "py_long" | "long") => "int".to_string(),
            (_, name) => name.to_string(),
        };
        let size = if class.complete || class.extern_struct {
            let text = match ext_struct_name(cx, id) {
                // A class is more than its type object.
                text if text == "PyTypeObject" => "PyHeapTypeObject".to_string(),
                text => text,
            };
            format!("sizeof({text}), sizeof(void *)")
        } else {
            "0, 0".into()
        };
        let _ = writeln!(
            calls,
            "    if (!({variable} = {fetch}(from, {}, {}, {size}, {check}))) return -1;",
            bytes_literal(import.module.as_bytes()),
            bytes_literal(name.as_bytes())
        );
        if vtable_class(cx, id).is_some() {
            let table = vtable_struct_name(cx, id);
            let pointer = vtable_variable(cx, id);
            let _ = writeln!(declarations, "static {table} *{pointer};");
            let get = cx.runtime("__cyrus_vtable_get").to_string();
            let capsule = vtable_capsule(cx, id);
            let _ = writeln!(
                calls,
                "    if (!({pointer} = ({table} *){get}({variable}, {capsule}))) {{\n      \
                 if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, {});\n      return -1;\n    }}",
                bytes_literal(format!("{} has no table of C methods", class.qualified).as_bytes())
            );
        }
    }
    if !open.is_empty() {
        calls.push_str("    Py_DECREF(from); }\n");
    }
    for class in cx.imported_classes.clone() {
        if !module.imported_types.iter().any(|i| i.class == Some(class)) {
            cx.internal(format!(
                "the type object of {} is used but not imported",
                module.types.classes[class].qualified
            ));
        }
    }
}
