//! Slots and methods without parameters (`__cinit__`, METH_NOARGS-like): nothing may be given.
//@fn __cyrus_args_none(const char *, obj, obj?) -> int !neg
//@fn __cyrus_args_none_slow(const char *, const char *, int, size_t, PyObject *) -> int !neg
//@fn __cyrus_args_none_fast(const char *, size_t, PyObject *) -> int !neg
//@requires add_traceback
//@proto
static int __cyrus_args_none_slow(const char *fname, const char *qualname, int line, size_t nargsf, PyObject *kwnames);
static int __cyrus_args_none(const char *fname, PyObject *args, PyObject *kwds);
static int __cyrus_args_none_error(const char *fname, Py_ssize_t given, PyObject *keywords);
static inline int __cyrus_args_none_fast(const char *fname, size_t nargsf, PyObject *kwnames) {
    return __CYRUS_LIKELY(!__CYRUS_ANY_ARGS(nargsf, kwnames)) ? 0 : __cyrus_args_none_error(fname, __CYRUS_NARGS(nargsf), kwnames);
}
//@code
// The keywords are a tuple of names or a dict.
static __CYRUS_ONCE int __cyrus_args_none_error(const char *fname, Py_ssize_t given, PyObject *keywords) {
    Py_ssize_t at = 0;
    PyObject *keyword = NULL;
    if (keywords && PyDict_Check(keywords))
        PyDict_Next(keywords, &at, &keyword, NULL);
    else if (keywords && PyTuple_GET_SIZE(keywords))
        keyword = PyTuple_GET_ITEM(keywords, 0);
    if (keyword)
        PyErr_Format(PyExc_TypeError, "%.200s() got an unexpected keyword argument '%U'", fname, keyword);
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
    return __cyrus_args_none_error(fname, given, kwds);
}
// As __cyrus_args_none_fast, with the traceback.
static __CYRUS_ONCE int __cyrus_args_none_slow(const char *fname, const char *qualname, int line, size_t nargsf, PyObject *kwnames) {
    int status = __cyrus_args_none_error(fname, __CYRUS_NARGS(nargsf), kwnames);
    if (status < 0)
        __cyrus_add_traceback(qualname, line, __CYRUS_SOURCE);
    return status;
}
