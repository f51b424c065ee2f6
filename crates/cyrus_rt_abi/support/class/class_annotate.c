//! `name: annotation` in the body of a class: an entry in the `__annotations__` of its namespace.
//@str __annotations__
//@fn __cyrus_class_annotate(obj, obj, obj) -> int !neg
//@proto
static int __cyrus_class_annotate(PyObject *ns, PyObject *name, PyObject *annotation);
//@code
static __CYRUS_ONCE int __cyrus_class_annotate(PyObject *ns, PyObject *name, PyObject *annotation) {
    PyObject *all = PyObject_GetItem(ns, __cyrus_s___annotations__);
    int status = -1;
    if (!all && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
        all = PyDict_New();
        if (all && PyObject_SetItem(ns, __cyrus_s___annotations__, all) < 0)
            Py_CLEAR(all);
    }
    if (all)
        status = PyObject_SetItem(all, name, annotation);
    __CYRUS_DROP(all);
    return status;
}
