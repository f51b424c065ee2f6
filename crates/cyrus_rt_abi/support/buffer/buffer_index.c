//! One index of a buffer or memoryview element: the position, or -1 with an IndexError that takes the GIL by itself. The
//! flags say whether negative indices count from the end and whether bounds are checked.
//@fn __cyrus_buffer_index(Py_ssize_t, Py_ssize_t, int, int, int) -> Py_ssize_t !neg1 nogil
//@proto
static void __cyrus_raise_axis(PyObject *exc, const char *format, int axis);
static inline Py_ssize_t __cyrus_buffer_index(Py_ssize_t i, Py_ssize_t n, int wraparound, int boundscheck, int axis) {
  if (wraparound && i < 0) i += n;
  if (__CYRUS_LIKELY(!boundscheck || (size_t)i < (size_t)n)) return i;
  __cyrus_raise_axis(PyExc_IndexError, "Out of bounds on buffer access (axis %d)", axis);
  return -1;
}
//@code
static void __cyrus_raise_axis(PyObject *exc, const char *format, int axis) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyErr_Format(exc, format, axis);
  PyGILState_Release(gil);
}
