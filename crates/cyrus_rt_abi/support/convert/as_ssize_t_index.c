//! Py_ssize_t for a subscript: as as_ssize_t, but a number too large is an IndexError that names the type.
//@requires as_ssize_t
//@fn __cyrus_as_ssize_t_index(obj) -> Py_ssize_t !neg1occ
//@proto
static Py_ssize_t __cyrus_as_ssize_t_index(PyObject *o);
//@code
static Py_ssize_t __cyrus_as_ssize_t_index(PyObject *o) {
  Py_ssize_t v = __cyrus_as_ssize_t(o);
  if (__CYRUS_UNLIKELY(v == -1) && PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_OverflowError)) {
    PyErr_Clear();
    PyErr_Format(PyExc_IndexError, "cannot fit '%.200s' into an index-sized integer", Py_TYPE(o)->tp_name);
  }
  return v;
}
