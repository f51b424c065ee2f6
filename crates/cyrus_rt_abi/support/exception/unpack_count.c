//! Unpacking without Python objects: are there as many items as targets?
//@fn __cyrus_unpack_count(Py_ssize_t, Py_ssize_t, int) -> int !neg1 nogil
//@proto
static int __cyrus_unpack_error(Py_ssize_t got, Py_ssize_t wanted, int more);
// `more`: a starred target takes what is left.
static inline int __cyrus_unpack_count(Py_ssize_t got, Py_ssize_t wanted, int more) {
  return (more ? got >= wanted : got == wanted) ? 0 : __cyrus_unpack_error(got, wanted, more);
}
//@code
static __CYRUS_COLD int __cyrus_unpack_error(Py_ssize_t got, Py_ssize_t wanted, int more) {
  PyGILState_STATE gil = PyGILState_Ensure();
  if (got < wanted)
    PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %s%zd, got %zd)", more ? "at least " : "", wanted, got);
  else
    PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %zd)", wanted);
  PyGILState_Release(gil);
  return -1;
}
