//! Python types of classes that several modules have the bodies of: the module that comes first puts the methods in.
//@requires cyp_proxy
//@fn __cyrus_cyp_py_first(obj) -> int
//@proto
static int __cyrus_cyp_py_first(PyObject *type);
//@code
static __CYRUS_ONCE int __cyrus_cyp_py_first(PyObject *type) {
    if (PyObject_HasAttrString(type, "_cyrus_filled_"))
        return 0;
    if (PyObject_SetAttrString(type, "_cyrus_filled_", Py_True) < 0)
        PyErr_Clear();
    return 1;
}
