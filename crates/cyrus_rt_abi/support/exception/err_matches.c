//! Whether the raised exception is caught by `except pattern` (a class or a tuple of classes, nested too).
//@fn __cyrus_err_matches(obj) -> int
//@proto
static int __cyrus_err_matches(PyObject *pattern);
//@code
static int __cyrus_err_matches(PyObject *pattern) {
  PyObject *raised = PyErr_Occurred();
  return raised == pattern || (raised && PyErr_GivenExceptionMatches(raised, pattern));
}
