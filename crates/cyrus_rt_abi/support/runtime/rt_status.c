//! The exceptions that say what functions of the runtime say by numbers; and timeouts as programs write them, in seconds.
//@requires rt_api
//@fn __cyrus_rt_status_raise(int) -> int !neg nogil
//@fn __cyrus_rt_timeout(double) -> int64_t nogil
//@proto
// Raises for a status that is not CYRUS_RT_OK; -1. For CYRUS_RT_INTERRUPTED and CYRUS_RT_EXCEPTION an exception may be set already.
static __CYRUS_NOINLINE int __cyrus_rt_status_raise(int status);
// Seconds to nanoseconds; negative: as long as it takes.
static inline int64_t __cyrus_rt_timeout(double seconds) {
    return seconds < 0 ? CYRUS_RT_FOREVER : seconds > 9e9 ? CYRUS_RT_FOREVER : (int64_t)(seconds * 1e9);
}
//@code
// An exception of a module of Python's.
static void __cyrus_rt_raise_named(const char *module, const char *name, const char *message) {
    PyObject *from = PyImport_ImportModule(module), *type = from ? PyObject_GetAttrString(from, name) : NULL;
    if (type)
        PyErr_SetString(type, message);
    Py_XDECREF(type);
    Py_XDECREF(from);
}
static __CYRUS_NOINLINE int __cyrus_rt_status_raise(int status) {
    PyGILState_STATE gil = PyGILState_Ensure();
    switch (status) {
    case CYRUS_RT_TIMED_OUT:
    case CYRUS_RT_NOT_READY:
        PyErr_SetString(PyExc_TimeoutError, "the time is over");
        break;
    case CYRUS_RT_CANCELLED:
        __cyrus_rt_raise_named("concurrent.futures", "CancelledError", cyrus_rt_is_cancelled() ? "the task is being cancelled" : "what was waited for was cancelled");
        break;
    case CYRUS_RT_REFUSED:
        PyErr_SetString(PyExc_RuntimeError, "the value was taken before");
        break;
    case CYRUS_RT_SYSTEM:
        PyErr_SetFromErrno(PyExc_OSError);
        break;
    case CYRUS_RT_STUCK:
        PyErr_SetString(PyExc_RuntimeError, "all wait for what nobody will do");
        break;
    default:
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_RuntimeError, "the wait was ended");
    }
    PyGILState_Release(gil);
    return -1;
}
