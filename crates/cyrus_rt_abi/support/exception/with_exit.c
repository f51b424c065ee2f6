//! The end of a `with` block that raised: calls `__exit__` (bound) with the exception being handled. 1: it swallows the
//! exception, 0: it does not.
//@requires is_true_steal
//@fn __cyrus_with_exit(obj, obj) -> int !neg1
//@proto
static int __cyrus_with_exit(PyObject *exit, PyObject *exc);
//@code
static __CYRUS_COLD int __cyrus_with_exit(PyObject *exit, PyObject *exc) {
    PyObject *args[3], *tb = PyException_GetTraceback(exc), *result;
    args[0] = (PyObject *)Py_TYPE(exc);
    args[1] = exc;
    args[2] = tb ? tb : Py_None;
    result = PyObject_Vectorcall(exit, args, 3, NULL);
    Py_XDECREF(tb);
    return __cyrus_is_true_steal(result);
}
