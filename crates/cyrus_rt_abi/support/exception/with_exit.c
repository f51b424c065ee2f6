//! The end of a `with` block that raised: calls `__exit__` (bound) with the exception being handled.
//!
//! `__cyrus_exit_call` gives its result (for `async with`: an awaitable), `__cyrus_with_exit` the truth of that: 1 when
//! the exception is swallowed.
//@requires is_true_steal
//@fn __cyrus_exit_call(obj, obj) -> new
//@fn __cyrus_with_exit(obj, obj) -> int !neg1
//@proto
static PyObject *__cyrus_exit_call(PyObject *exit, PyObject *exc);
static int __cyrus_with_exit(PyObject *exit, PyObject *exc);
//@code
static __CYRUS_COLD PyObject *__cyrus_exit_call(PyObject *exit, PyObject *exc) {
    PyObject *args[3], *tb = PyException_GetTraceback(exc), *result;
    args[0] = (PyObject *)Py_TYPE(exc);
    args[1] = exc;
    args[2] = tb ? tb : Py_None;
    result = PyObject_Vectorcall(exit, args, 3, NULL);
    __CYRUS_DROP(tb);
    return result;
}
static __CYRUS_COLD int __cyrus_with_exit(PyObject *exit, PyObject *exc) {
    return __cyrus_is_true_steal(__cyrus_exit_call(exit, exc));
}
