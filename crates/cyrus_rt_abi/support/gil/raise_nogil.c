//! Raises an exception with a constant message from code that may not hold the GIL.
//@fn __cyrus_raise_nogil(PyObject *, const char *) -> void nogil
//@fn __cyrus_raise_nogil_format(PyObject *, const char *, const char *) -> void nogil
//@proto
static void __cyrus_raise_nogil(PyObject *type, const char *message);
static void __cyrus_raise_nogil_format(PyObject *type, const char *format, const char *arg);
//@code
static void __cyrus_raise_nogil(PyObject *type, const char *message) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyErr_SetString(type, message);
  PyGILState_Release(gil);
}
static void __cyrus_raise_nogil_format(PyObject *type, const char *format, const char *arg) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyErr_Format(type, format, arg);
  PyGILState_Release(gil);
}
