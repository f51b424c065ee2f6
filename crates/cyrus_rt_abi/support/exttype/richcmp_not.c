//! `!=` of a class that only has `__eq__`: the answer of `==` (consumed), inverted unless it is NotImplemented.
//@fn __cyrus_richcmp_not(steal?) -> new
//@proto
static PyObject *__cyrus_richcmp_not(PyObject *equal);
//@code
static PyObject *__cyrus_richcmp_not(PyObject *equal) {
    int truth;
    if (!equal || equal == Py_NotImplemented)
        return equal;
    truth = PyObject_IsTrue(equal);
    Py_DECREF(equal);
    return truth < 0 ? NULL : PyBool_FromLong(!truth);
}
