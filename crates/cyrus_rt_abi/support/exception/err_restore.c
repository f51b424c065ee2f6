//! Puts an exception object (as taken by err_fetch) back as the raised one; its traceback continues. NULL clears.
//@fn __cyrus_err_restore(steal?) -> void
//@proto
static void __cyrus_err_restore(PyObject *exc);
//@code
static void __cyrus_err_restore(PyObject *exc) {
#if PY_VERSION_HEX >= 0x030C0000
  PyErr_SetRaisedException(exc);
#else
  if (exc) PyErr_Restore(Py_NewRef(Py_TYPE(exc)), exc, PyException_GetTraceback(exc));
  else PyErr_Clear();
#endif
}
