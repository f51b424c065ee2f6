//! Displays and function objects: calls of the support library that the MIR names by meaning.

use crate::cx::{Cx, Generated};
use cyrus_hir::FuncId;
use cyrus_mir::BuildKind;

/// Name of `PyObject *f(PyObject **items, Py_ssize_t n)`, which takes over the references.
pub(crate) fn display(cx: &mut Cx, kind: BuildKind) -> String {
    cx.runtime(match kind {
        BuildKind::Tuple => "__cyrus_tuple_steal",
        BuildKind::List => "__cyrus_list_steal",
    })
    .to_string()
}

/// Name of `PyObject *f(def, closure, defaults, kwdefaults, annotations)`.
pub(crate) fn make_function(cx: &mut Cx, func: FuncId) -> String {
    let binding = crate::module::def_info(&cx.module.funcs[func].kind).is_none_or(|i| i.binding);
    if !binding {
        let name = "__cyrus_make_cfunction";
        let new = cx.runtime("__cyrus_cfunction_new").to_string();
        super::generate(cx, name, |_| Generated {
            prototype: format!(
                "static inline PyObject *{name}(const __cyrus_funcdef *def, PyObject *closure, PyObject *defaults, \
                 PyObject *kwdefaults, PyObject *annotations) {{\n  (void)defaults, (void)kwdefaults, (void)annotations;\n  \
                 return {new}(def, closure);\n}}\n"
            ),
            definition: String::new(),
        });
        return name.into();
    }
    let name = "__cyrus_make_function";
    let new = cx.runtime("__cyrus_function_new").to_string();
    let set = cx.runtime("__cyrus_function_set").to_string();
    super::generate(cx, name, |_| {
        let signature = format!(
            "PyObject *{name}(const __cyrus_funcdef *def, PyObject *closure, PyObject *defaults, PyObject *kwdefaults, \
             PyObject *annotations)"
        );
        // What calls use: all defaults in order of the parameters.
        let body = format!(
            "  PyObject *f = {new}(def, closure, NULL), *values = Py_XNewRef(defaults);\n  if (!f) goto done;\n  \
             if (kwdefaults) {{\n    PyObject *list = PyDict_Values(kwdefaults), *more = list ? PyList_AsTuple(list) : NULL;\n    \
             Py_XDECREF(list);\n    if (more) Py_XSETREF(values, PySequence_Concat(values ? values : __cyrus_empty_tuple, more));\n    \
             if (!more || !values) Py_CLEAR(f);\n    Py_XDECREF(more);\n    if (!f) goto done;\n    \
             if ({set}(f, __CYRUS_FN_KWDEFAULTS, kwdefaults) < 0) goto fail;\n  }}\n  \
             if (values) {set}(f, __CYRUS_FN_VALUES, values);\n  if (defaults) {set}(f, __CYRUS_FN_DEFAULTS, defaults);\n  \
             if (annotations && {set}(f, __CYRUS_FN_ANNOTATIONS, annotations) < 0) {{\nfail:\n    Py_CLEAR(f);\n  }}\n\
             done:\n  Py_XDECREF(values);\n  return f;\n"
        );
        super::function(&signature, &body)
    });
    name.into()
}
