//! A function that takes anything, and for `inspect.signature` is like another.
//@fn __cyrus_cyp_like(obj, obj) -> new
//@proto
static PyObject *__cyrus_cyp_like(PyObject *function, PyObject *shape);
//@code
static __CYRUS_ONCE PyObject *__cyrus_cyp_like(PyObject *function, PyObject *shape) {
    return PyObject_SetAttrString(function, "__wrapped__", shape) < 0 ? NULL : Py_NewRef(function);
}
