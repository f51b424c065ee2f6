//! C tuples ↔ tuples.

use super::{Conversion, convert_part, function, function_name, generate, object_of};
use crate::cx::Cx;
use crate::types::type_text;
use cyrus_types::TyId;
use std::fmt::Write as _;

/// Any sequence of the right length.
pub(super) fn from_py(cx: &mut Cx, ty: TyId, items: &[TyId]) -> Conversion {
    let name = function_name(cx, cx.types.resolved(ty), "from_py");
    generate(cx, &name, |cx| {
        let text = type_text(cx, cx.types.resolved(ty));
        let size = items.len();
        let empty = super::structure::emptied(cx, ty, &text);
        let mut body = format!("{empty}  PyObject *seq, *v;\n");
        let _ = writeln!(
            body,
            "  if (!PySequence_Check(o) || PyUnicode_Check(o) || PyBytes_Check(o)) {{\n    PyErr_Format(PyExc_TypeError, \
             \"Expected a sequence of size %zd, got %.200s\", (Py_ssize_t){size}, Py_TYPE(o)->tp_name);\n    return r;\n  }}\n  \
             seq = PySequence_Fast(o, \"Expected a sequence\");\n  if (!seq) return r;\n  \
             if (PySequence_Fast_GET_SIZE(seq) != {size}) {{\n    PyErr_Format(PyExc_TypeError, \
             \"Expected a sequence of size %zd, got size %zd\", (Py_ssize_t){size}, PySequence_Fast_GET_SIZE(seq));\n    \
             goto done;\n  }}"
        );
        for (i, &item) in items.iter().enumerate() {
            let place = format!("r.f{i}");
            let convert = if cx.types.cplus && cx.types.as_cyp(item).is_some() {
                let value =
                    super::cpp::value(cx, item, "x", "v", "goto done;", &format!("decltype({place})"));
                format!("{{ {value} {place} = std::move(x); }}")
            } else {
                convert_part(cx, item, &place, "v", "goto done;")
            };
            let _ = writeln!(body, "  v = PySequence_Fast_GET_ITEM(seq, {i});\n  {convert}");
        }
        let abandon = super::structure::abandoned(cx, ty);
        let _ = write!(body, "done:\n  Py_DECREF(seq);\n{abandon}  return r;\n");
        function(&format!("{text} {name}(PyObject *o)"), &body)
    });
    Conversion::named(name)
}

pub(super) fn to_py(cx: &mut Cx, ty: TyId, items: &[TyId]) -> Conversion {
    let name = function_name(cx, cx.types.resolved(ty), "to_py");
    generate(cx, &name, |cx| {
        let text = type_text(cx, cx.types.resolved(ty));
        let size = items.len();
        let mut body = format!("  PyObject *v, *t = PyTuple_New({size});\n  if (!t) return NULL;\n");
        for (i, &item) in items.iter().enumerate() {
            let value = object_of(cx, item, &format!("s.f{i}"));
            let _ = writeln!(body, "  v = {value};\n  if (!v) goto bad;\n  PyTuple_SET_ITEM(t, {i}, v);");
        }
        body.push_str("  return t;\nbad:\n  Py_DECREF(t);\n  return NULL;\n");
        function(&format!("PyObject *{name}({text} s)"), &body)
    });
    Conversion::named(name)
}
