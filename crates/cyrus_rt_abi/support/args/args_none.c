//! Slots and methods without parameters (`__cinit__`, METH_NOARGS-like): nothing may be given.
//@fn __cyrus_args_none(const char *, obj, obj?) -> int !neg
//@fn __cyrus_args_none_fast(const char *, size_t, PyObject *) -> int !neg
//@proto
static int __cyrus_args_none(const char *fname, PyObject *args, PyObject *kwds);
static inline int __cyrus_args_none_fast(const char *fname, size_t nargsf, PyObject *kwnames);
static int __cyrus_args_none_error(const char *fname, Py_ssize_t given, int keywords);
static inline int __cyrus_args_none_fast(const char *fname, size_t nargsf, PyObject *kwnames) {
    if (__CYRUS_LIKELY(PyVectorcall_NARGS(nargsf) == 0 && !kwnames))
        return 0;
    return __cyrus_args_none_error(fname, PyVectorcall_NARGS(nargsf), kwnames && PyTuple_GET_SIZE(kwnames));
}
//@code
static __CYRUS_COLD int __cyrus_args_none_error(const char *fname, Py_ssize_t given, int keywords) {
    if (keywords)
        PyErr_Format(PyExc_TypeError, "%.200s() takes no keyword arguments", fname);
    else if (given)
        PyErr_Format(PyExc_TypeError, "%.200s() takes no arguments (%zd given)", fname, given);
    else
        return 0;
    return -1;
}
static int __cyrus_args_none(const char *fname, PyObject *args, PyObject *kwds) {
    Py_ssize_t given = PyTuple_GET_SIZE(args);
    if (__CYRUS_LIKELY(!given && !kwds))
        return 0;
    return __cyrus_args_none_error(fname, given, kwds && PyDict_GET_SIZE(kwds));
}
