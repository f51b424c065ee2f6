//! Begins an except (or finally) block: the raised exception becomes the handled one. `*saved` receives what was
//! handled before, to be given to exc_leave when the block ends on any path. Precondition: an exception is raised.
//@requires err_fetch, exc_swap
//@fn __cyrus_exc_enter(PyObject **) -> new
//@proto
static PyObject *__cyrus_exc_enter(PyObject **saved);
//@code
static PyObject *__cyrus_exc_enter(PyObject **saved) {
  PyObject *exc = __cyrus_err_fetch();
  Py_XINCREF(exc);
  *saved = __cyrus_exc_swap(exc);
  return exc;
}
