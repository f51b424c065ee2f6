//! A failed `assert`, with its message or NULL.
//@fn __cyrus_raise_assertion(obj?) -> void
//@proto
static void __cyrus_raise_assertion(PyObject *message);
//@code
static void __cyrus_raise_assertion(PyObject *message) {
  PyObject *exc = PyObject_CallFunctionObjArgs(PyExc_AssertionError, message, NULL);
  if (!exc) return;
  PyErr_SetObject((PyObject *)Py_TYPE(exc), exc);
  Py_DECREF(exc);
}
