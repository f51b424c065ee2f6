//! Clears the raised exception when it matches; 1 when it did (nothing is raised any more), 0 otherwise.
//@requires err_matches
//@fn __cyrus_err_ignore(obj) -> int
//@proto
static int __cyrus_err_ignore(PyObject *type);
//@code
static int __cyrus_err_ignore(PyObject *type) {
  if (!__cyrus_err_matches(type)) return 0;
  PyErr_Clear();
  return 1;
}
