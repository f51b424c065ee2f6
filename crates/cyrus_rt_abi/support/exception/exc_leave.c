//! Ends an except (or finally) block: what was handled before is handled again.
//@requires exc_swap
//@fn __cyrus_exc_leave(steal?) -> void
//@proto
static void __cyrus_exc_leave(PyObject *saved);
//@code
static void __cyrus_exc_leave(PyObject *saved) {
  PyObject *exc = __cyrus_exc_swap(saved);
  Py_XDECREF(exc);
}
