//! Tuple and list displays: a function that takes over an array of references.

use super::generate;
use crate::cx::{Cx, Generated};
use cyrus_mir::BuildKind;

/// Name of `PyObject *f(PyObject **items, Py_ssize_t n)`.
pub(crate) fn display(cx: &mut Cx, kind: BuildKind) -> String {
    let (name, new, set) = match kind {
        BuildKind::Tuple => ("__cyrus_tuple", "PyTuple_New", "PyTuple_SET_ITEM"),
        BuildKind::List => ("__cyrus_list", "PyList_New", "PyList_SET_ITEM"),
    };
    generate(cx, name, |_| Generated {
        prototype: format!(
            "static PyObject *{name}(PyObject **v, Py_ssize_t n) {{\n  Py_ssize_t i;\n  PyObject *r = {new}(n);\n  \
             for (i = 0; i < n; i++) {{\n    if (r) {set}(r, i, v[i]);\n    else Py_DECREF(v[i]);\n  }}\n  return r;\n}}\n"
        ),
        definition: String::new(),
    });
    name.into()
}
