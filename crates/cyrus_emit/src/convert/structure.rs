//! Structs and unions ↔ dicts.

use super::{Conversion, convert_part, function, function_name, generate, object_of};
use crate::c_text::bytes_literal;
use crate::cx::Cx;
use crate::module::constant_text;
use crate::types::type_text;
use cyrus_source::Span;
use cyrus_types::{Counting, StructId, TyId};
use std::fmt::Write as _;

/// `r`, with nothing in it. Members that are C++ objects are made by their constructors.
pub(super) fn emptied(cx: &Cx, ty: TyId, text: &str) -> String {
    match cx.types.is_cpp_value(ty) {
        true => format!("  {text} r = {{}};\n"),
        false => format!("  {text} r;\n  memset(&r, 0, sizeof r);\n"),
    }
}

/// Lets go of what `r` got before its conversion failed.
pub(super) fn abandoned(cx: &mut Cx, ty: TyId) -> String {
    if cx.types.counting(ty) != Counting::Members {
        return String::new();
    }
    let decref = super::count_members(cx, ty, "decref", Span::default());
    format!("  if (PyErr_Occurred()) {decref}(&r);\n")
}

/// A mapping with a value for each member (for a union: exactly one of them).
pub(super) fn from_py(cx: &mut Cx, ty: TyId, id: StructId) -> Conversion {
    let name = function_name(cx, cx.types.resolved(ty), "from_py");
    generate(cx, &name, |cx| {
        let def = cx.types.structs[id].clone();
        let text = type_text(cx, cx.types.resolved(ty));
        let empty = emptied(cx, ty, &text);
        let mut body = format!("{empty}  PyObject *v;\n");
        body.push_str(
            "  if (!PyMapping_Check(o)) {\n    PyErr_Format(PyExc_TypeError, \"Expected %.16s, got %.200s\", \"a mapping\", \
             Py_TYPE(o)->tp_name);\n    return r;\n  }\n",
        );
        if def.is_union {
            body.push_str(
                "  const char *found = NULL;\n  Py_ssize_t n = PyMapping_Size(o);\n  if (n < 0) return r;\n",
            );
        }
        for field in &def.fields {
            let key = cx.interned(&field.name);
            let key = constant_text(cx, key);
            let _ = writeln!(body, "  v = PyObject_GetItem(o, {key});");
            let dest = format!("r.{}", field.cname);
            let convert = convert_part(cx, field.ty, &dest, "v", "{ Py_DECREF(v); goto done; }");
            if def.is_union {
                let name = &field.name;
                let _ = writeln!(
                    body,
                    "  if (v) {{\n    if (found) {{\n      Py_DECREF(v);\n      PyErr_Format(PyExc_ValueError, \"More than \
                     one union attribute passed: '%s' and '{name}'\", found);\n      return r;\n    }}\n    \
                     {convert}\n    Py_DECREF(v);\n    if (n == 1) return r;\n    found = \"{name}\";\n  }} else \
                     if (PyErr_ExceptionMatches(PyExc_KeyError)) PyErr_Clear();\n  else return r;"
                );
            } else {
                let message = format!("No value specified for struct attribute '{}'", field.name);
                let _ = writeln!(
                    body,
                    "  if (!v) {{\n    if (PyErr_ExceptionMatches(PyExc_KeyError)) PyErr_SetString(PyExc_ValueError, {});\n    \
                     goto done;\n  }}\n  {convert}\n  Py_DECREF(v);",
                    bytes_literal(message.as_bytes())
                );
            }
        }
        if def.is_union {
            let names: Vec<&str> = def.fields.iter().map(|f| &*f.name).collect();
            let _ = writeln!(
                body,
                "  if (found) PyErr_Format(PyExc_ValueError, \"More than one union attribute passed: '%s' and None\", \
                 found);\n  else PyErr_SetString(PyExc_ValueError, \"No value specified for any of the union \
                 attributes ({})\");",
                names.join(", ")
            );
        }
        if !def.fields.is_empty() {
            let abandon = abandoned(cx, ty);
            let _ = write!(body, "done:\n{abandon}");
        }
        body.push_str("  return r;\n");
        function(&format!("{text} {name}(PyObject *o)"), &body)
    });
    Conversion::named(name)
}

/// A dict of the members.
pub(super) fn to_py(cx: &mut Cx, ty: TyId, id: StructId) -> Conversion {
    let name = function_name(cx, cx.types.resolved(ty), "to_py");
    generate(cx, &name, |cx| {
        let def = cx.types.structs[id].clone();
        let text = type_text(cx, cx.types.resolved(ty));
        let mut body = String::from("  PyObject *v, *d = PyDict_New();\n  if (!d) return NULL;\n");
        for field in &def.fields {
            let key = cx.interned(&field.name);
            let key = constant_text(cx, key);
            let value = object_of(cx, field.ty, &format!("s.{}", field.cname));
            let _ = writeln!(
                body,
                "  v = {value};\n  if (!v || PyDict_SetItem(d, {key}, v) < 0) goto bad;\n  Py_DECREF(v);"
            );
        }
        if def.fields.is_empty() {
            body = "  (void)s;\n  return PyDict_New();\n".into();
        } else {
            body.push_str("  return d;\nbad:\n  Py_XDECREF(v);\n  Py_DECREF(d);\n  return NULL;\n");
        }
        function(&format!("PyObject *{name}({text} s)"), &body)
    });
    Conversion::named(name)
}
