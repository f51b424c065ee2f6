//! The `print` statement of language level 2: the values of a tuple, to `file` (NULL or None: sys.stdout), ended by a
//! newline, or by a space after a trailing comma.
//@str print, file, end
//@fn __cyrus_print(obj?, obj, int) -> int !neg
//@proto
static int __cyrus_print(PyObject *file, PyObject *values, int newline);
//@code
static __CYRUS_COLD int __cyrus_print(PyObject *file, PyObject *values, int newline) {
    PyObject *function, *kwds, *end = NULL, *result = NULL;
    function = PyObject_GetAttr(__cyrus_b, __cyrus_s_print);
    kwds = function ? PyDict_New() : NULL;
    if (kwds && !newline)
        end = PyUnicode_FromStringAndSize(" ", 1);
    if (kwds && (newline || (end && PyDict_SetItem(kwds, __cyrus_s_end, end) == 0)) &&
        (!file || file == Py_None || PyDict_SetItem(kwds, __cyrus_s_file, file) == 0))
        result = PyObject_Call(function, values, kwds);
    __CYRUS_DROP(end);
    __CYRUS_DROP(kwds);
    __CYRUS_DROP(function);
    __CYRUS_DROP(result);
    return result ? 0 : -1;
}
