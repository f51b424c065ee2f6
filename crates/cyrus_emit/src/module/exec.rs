//! Execution of the module: constants, types, imports, then the module's own statements.

use super::export::Exports;
use super::import::Imports;
use crate::c_text::bytes_literal;
use crate::cx::Cx;
use cyrus_mir::BodyId;
use std::fmt::Write as _;

/// The function for `Py_mod_exec`, and the one for `Py_mod_create`.
pub(super) fn exec(cx: &mut Cx, body: Option<BodyId>, imports: &Imports, exports: &Exports) -> String {
    let mut out = String::new();
    out.push_str(&exports.definitions);
    out.push_str(&imports.definitions);
    out.push_str("static int __cyrus_exec(PyObject *m) {\n");
    // One copy of the module's state: executing again the same module is nothing, another one an error.
    let name = bytes_literal(
        format!("Module '{}' has already been imported. Re-initialisation is not supported.", super::short_name(cx))
            .as_bytes(),
    );
    let _ = writeln!(
        out,
        "  if (__cyrus_m) {{\n    if (__cyrus_m == m) return 0;\n    PyErr_SetString(PyExc_RuntimeError, {name});\n    \
         return -1;\n  }}"
    );
    out.push_str(
        "  __cyrus_m = Py_NewRef(m);\n  __cyrus_d = Py_XNewRef(PyModule_GetDict(m));\n  \
         __cyrus_b = Py_XNewRef(PyImport_AddModule(\"builtins\"));\n  __cyrus_empty_tuple = PyTuple_New(0);\n  \
         if (!__cyrus_d || !__cyrus_b || !__cyrus_empty_tuple || __cyrus_make_constants() < 0) return -1;\n  \
         if (PyDict_SetItemString(__cyrus_d, \"__builtins__\", __cyrus_b) < 0) return -1;\n",
    );
    out.push_str("@INITS@");
    out.push_str(&exports.calls);
    out.push_str(&imports.calls);
    match body {
        Some(body) => {
            let _ = writeln!(out, "  return {}();\n}}", cx.body_name(body));
        }
        None => out.push_str("  return 0;\n}\n"),
    }
    // Importing it again after it left sys.modules gives the same object.
    out.push_str(
        "static PyObject *__cyrus_create(PyObject *spec, PyModuleDef *def) {\n  PyObject *name, *m;\n  (void)def;\n  \
         if (__cyrus_m) return Py_NewRef(__cyrus_m);\n  name = PyObject_GetAttrString(spec, \"name\");\n  \
         m = name ? PyModule_NewObject(name) : NULL;\n  Py_XDECREF(name);\n  return m;\n}\n",
    );
    out
}
