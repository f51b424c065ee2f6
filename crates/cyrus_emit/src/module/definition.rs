//! The module definition and its initialisation function.

use crate::c_text::bytes_literal;
use crate::cx::Cx;
use cyrus_hir::StrConst;
use std::fmt::Write as _;

/// `PyModuleDef`, its slots, `PyInit_NAME`.
pub(super) fn module_definition(cx: &mut Cx) -> String {
    let directives = &cx.module.directives;
    let mut out = String::from(
        "static PyModuleDef_Slot __cyrus_slots[] = {\n  {Py_mod_create, (void *)__cyrus_create},\n  \
         {Py_mod_exec, (void *)__cyrus_exec},\n",
    );
    let interpreters = match directives.subinterpreters_compatible.as_str() {
        "own_gil" => "Py_MOD_PER_INTERPRETER_GIL_SUPPORTED",
        "shared_gil" => "Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED",
        _ => "Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED",
    };
    let _ = writeln!(
        out,
        "#if PY_VERSION_HEX >= 0x030C0000\n  {{Py_mod_multiple_interpreters, {interpreters}}},\n#endif"
    );
    let gil = if directives.freethreading_compatible { "Py_MOD_GIL_NOT_USED" } else { "Py_MOD_GIL_USED" };
    let _ = writeln!(out, "#if PY_VERSION_HEX >= 0x030D0000\n  {{Py_mod_gil, {gil}}},\n#endif\n  {{0, NULL}}\n}};");
    let doc = match &cx.module.doc {
        Some(StrConst::Text(text) | StrConst::Bytes(text)) => bytes_literal(text),
        None => "NULL".into(),
    };
    let name = bytes_literal(super::short_name(cx).as_bytes());
    let _ = writeln!(
        out,
        "static PyModuleDef __cyrus_module = {{PyModuleDef_HEAD_INIT, {name}, {doc}, 0, NULL, __cyrus_slots, NULL, NULL, \
         NULL}};"
    );
    let init = super::init_function(cx);
    let _ = writeln!(
        out,
        "PyMODINIT_FUNC {init}(void);\nPyMODINIT_FUNC {init}(void) {{ return PyModuleDef_Init(&__cyrus_module); }}"
    );
    out
}
