//! Slots and methods without parameters (`__cinit__`, METH_NOARGS-like): nothing may be given.
//@fn __cyrus_args_none(const char *, obj, obj?) -> int !neg
//@fn __cyrus_args_none_fast(const char *, size_t, PyObject *) -> int !neg
//@proto
static int __cyrus_args_none(const char *fname, PyObject *args, PyObject *kwds);
static inline int __cyrus_args_none_fast(const char *fname, size_t nargsf, PyObject *kwnames);
static int __cyrus_args_none_error(const char *fname, Py_ssize_t given, PyObject *keyword);
static inline int __cyrus_args_none_fast(const char *fname, size_t nargsf, PyObject *kwnames) {
    if (__CYRUS_LIKELY(PyVectorcall_NARGS(nargsf) == 0 && !kwnames))
        return 0;
    return __cyrus_args_none_error(fname, PyVectorcall_NARGS(nargsf), kwnames && PyTuple_GET_SIZE(kwnames) ? PyTuple_GET_ITEM(kwnames, 0) : NULL);
}
//@code
static __CYRUS_COLD int __cyrus_args_none_error(const char *fname, Py_ssize_t given, PyObject *keyword) {
    if (keyword)
        PyErr_Format(PyExc_TypeError, "%.200s() got an unexpected keyword argument '%U'", fname, keyword);
    else if (given)
        PyErr_Format(PyExc_TypeError, "%.200s() takes no arguments (%zd given)", fname, given);
    else
        return 0;
    return -1;
}
static int __cyrus_args_none(const char *fname, PyObject *args, PyObject *kwds) {
    Py_ssize_t given = PyTuple_GET_SIZE(args), at = 0;
    PyObject *keyword = NULL;
    if (__CYRUS_LIKELY(!given && !kwds))
        return 0;
    if (kwds) PyDict_Next(kwds, &at, &keyword, NULL);
    return __cyrus_args_none_error(fname, given, keyword);
}
