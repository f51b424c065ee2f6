//! Exchanges the exception being handled (what sys.exc_info() sees) on this level of the exception stack.
//! The reference given is consumed, the previous one is handed out; either may be NULL for "none".
//@requires thread_state
//@fn __cyrus_exc_swap(steal?) -> new?
//@proto
static PyObject *__cyrus_exc_swap(PyObject *exc);
//@code
static PyObject *__cyrus_exc_swap(PyObject *exc) {
  _PyErr_StackItem *top = __cyrus_tstate()->exc_info;
  PyObject *old = top->exc_value;
#if PY_VERSION_HEX < 0x030B0000
  PyObject *old_type = top->exc_type, *old_tb = top->exc_traceback;
  top->exc_type = top->exc_traceback = NULL;
  if (exc && exc != Py_None) {
    top->exc_type = Py_NewRef(Py_TYPE(exc));
    top->exc_traceback = PyException_GetTraceback(exc);
  }
#endif
  top->exc_value = exc;
#if PY_VERSION_HEX < 0x030B0000
  Py_XDECREF(old_type);
  Py_XDECREF(old_tb);
#endif
  return old;
}
