//! Python objects in the fields of cypclass objects.
//!
//! A field is NULL until it is first set, and reads as None until then. It is released with the object, wherever that
//! happens: the GIL is taken for it, and an exception that is under way stays.
//! What the garbage collector sees of them: cyp_mirror.
//@requires cyp_object
//@proto
static __CYRUS_NOINLINE void __cyrus_cyp_py_release(PyObject *x);
static inline void __cyrus_cyp_py_drop(PyObject *x) {
    if (x)
        __cyrus_cyp_py_release(x);
}
//@code
static __CYRUS_NOINLINE void __cyrus_cyp_py_release(PyObject *x) {
    PyGILState_STATE gil;
    PyObject *type, *value, *traceback;
    // Too late to release anything.
    if (!Py_IsInitialized())
        return;
    gil = PyGILState_Ensure();
    PyErr_Fetch(&type, &value, &traceback);
    Py_DECREF(x);
    PyErr_Restore(type, value, traceback);
    PyGILState_Release(gil);
}
