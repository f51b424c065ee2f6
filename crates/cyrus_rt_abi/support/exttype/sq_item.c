//! sq_item (and sq_ass_item) by way of the mapping slots that `__getitem__` and `__setitem__` fill.
//@fn __cyrus_sq_item(obj, Py_ssize_t) -> new
//@fn __cyrus_sq_ass_item(obj, Py_ssize_t, obj?) -> int !neg
//@proto
static PyObject *__cyrus_sq_item(PyObject *o, Py_ssize_t i);
static int __cyrus_sq_ass_item(PyObject *o, Py_ssize_t i, PyObject *value);
//@code
static PyObject *__cyrus_sq_item(PyObject *o, Py_ssize_t i) {
    PyObject *index = PyLong_FromSsize_t(i), *result;
    if (!index)
        return NULL;
    result = Py_TYPE(o)->tp_as_mapping->mp_subscript(o, index);
    Py_DECREF(index);
    return result;
}
static int __cyrus_sq_ass_item(PyObject *o, Py_ssize_t i, PyObject *value) {
    PyObject *index = PyLong_FromSsize_t(i);
    int result;
    if (!index)
        return -1;
    result = Py_TYPE(o)->tp_as_mapping->mp_ass_subscript(o, index, value);
    Py_DECREF(index);
    return result;
}
