//! C arrays ↔ lists.

use super::{Conversion, convert_part, function, function_name, generate, object_of};
use crate::cx::Cx;
use crate::types::declare;
use cyrus_types::{ArrayLen, TyId};

/// Fills an array from an iterable with as many items.
pub(super) fn from_py(cx: &mut Cx, ty: TyId, elem: TyId, len: Option<&ArrayLen>) -> Conversion {
    let Some(len) = len else { return super::unconvertible(cx, ty) };
    let name = function_name(cx, cx.types.resolved(ty), "from_py");
    generate(cx, &name, |cx| {
        let target = declare(cx, elem, if is_array(cx, elem) { "(*a)" } else { "*a" });
        let convert = convert_part(cx, elem, "a[i]", "v", "goto bad;");
        let body = format!(
            "  Py_ssize_t i = 0;\n  PyObject *v, *it = PyObject_GetIter(o);\n  if (!it) return -1;\n  \
             while ((v = PyIter_Next(it))) {{\n    if (i >= {len}) {{\n      PyErr_Format(PyExc_IndexError, \
             \"too many values found during array assignment, expected %zd\", (Py_ssize_t){len});\n      goto bad;\n    }}\n    \
             {convert}\n    Py_DECREF(v);\n    i++;\n  }}\n  Py_DECREF(it);\n  if (PyErr_Occurred()) return -1;\n  \
             if (i == {len}) return 0;\n  PyErr_Format(PyExc_IndexError, \
             \"not enough values found during array assignment, expected %zd, got %zd\", (Py_ssize_t){len}, i);\n  \
             return -1;\nbad:\n  Py_DECREF(v);\n  Py_DECREF(it);\n  return -1;\n"
        );
        function(&format!("int {name}(PyObject *o, {target})"), &body)
    });
    Conversion { fills_array: true, ..Conversion::named(name) }
}

/// A list of the elements.
pub(super) fn to_py(cx: &mut Cx, ty: TyId, elem: TyId, len: Option<&ArrayLen>) -> Conversion {
    let Some(len) = len else { return super::unconvertible(cx, ty) };
    let name = function_name(cx, cx.types.resolved(ty), "to_py");
    generate(cx, &name, |cx| {
        let source = declare(cx, elem, if is_array(cx, elem) { "(*a)" } else { "*a" });
        let value = object_of(cx, elem, "a[i]");
        let body = format!(
            "  Py_ssize_t i;\n  PyObject *v, *l = PyList_New({len});\n  if (!l) return NULL;\n  for (i = 0; i < {len}; i++) {{\n    \
             v = {value};\n    if (!v) {{\n      Py_DECREF(l);\n      return NULL;\n    }}\n    PyList_SET_ITEM(l, i, v);\n  }}\n  \
             return l;\n"
        );
        function(&format!("PyObject *{name}({source})"), &body)
    });
    Conversion::named(name)
}

fn is_array(cx: &Cx, ty: TyId) -> bool {
    matches!(cx.types.get(ty), cyrus_types::Ty::Array(..))
}
