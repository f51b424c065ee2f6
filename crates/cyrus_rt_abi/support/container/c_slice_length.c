//! A C array is assigned to a slice: both have to have as many elements.
//@fn __cyrus_c_slice_length(Py_ssize_t, Py_ssize_t) -> int !neg1 nogil
//@proto
static int __cyrus_c_slice_length(Py_ssize_t expected, Py_ssize_t given);
//@code
static int __cyrus_c_slice_length(Py_ssize_t expected, Py_ssize_t given) {
  PyGILState_STATE gil;
  if (expected == given) return 0;
  gil = PyGILState_Ensure();
  PyErr_Format(PyExc_ValueError, "Assignment to slice of wrong length, expected %zd, got %zd", expected, given);
  PyGILState_Release(gil);
  return -1;
}
