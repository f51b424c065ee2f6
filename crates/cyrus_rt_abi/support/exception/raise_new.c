//! `raise X(value)` of a builtin exception class: such a class gives nothing but exceptions.
//@fn __cyrus_raise_new(obj, obj) -> void
//@proto
static void __cyrus_raise_new(PyObject *type, PyObject *value);
//@code
static void __cyrus_raise_new(PyObject *type, PyObject *value) {
  PyObject *exc = PyObject_CallOneArg(type, value);
  if (!exc) return;
  PyErr_SetObject((PyObject *)Py_TYPE(exc), exc);
  Py_DECREF(exc);
}
