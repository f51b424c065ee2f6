//! tp_getattro of a class with `__getattr__`: asked only when the usual way finds nothing.
//!
//! `first` is PyObject_GenericGetAttr, the class's `__getattribute__` or the base's tp_getattro.
//@fn __cyrus_getattro(obj, obj, getattrofunc, getattrofunc) -> new
//@proto
static PyObject *__cyrus_getattro(PyObject *o, PyObject *name, getattrofunc first, getattrofunc fallback);
//@code
static PyObject *__cyrus_getattro(PyObject *o, PyObject *name, getattrofunc first, getattrofunc fallback) {
    PyObject *value = first(o, name);
    if (__CYRUS_UNLIKELY(!value) && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        value = fallback(o, name);
    }
    return value;
}
