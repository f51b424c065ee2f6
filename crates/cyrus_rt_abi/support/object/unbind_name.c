//! Forgets a name in a namespace, if it is there, as the end of `except … as name` does. A raised exception stays raised.
//@requires err_fetch, err_restore
//@fn __cyrus_unbind_name(obj, obj) -> void
//@proto
static void __cyrus_unbind_name(PyObject *ns, PyObject *name);
//@code
static __CYRUS_COLD void __cyrus_unbind_name(PyObject *ns, PyObject *name) {
    PyObject *raised = __cyrus_err_fetch();
    if (PyObject_DelItem(ns, name) < 0)
        PyErr_Clear();
    __cyrus_err_restore(raised);
}
