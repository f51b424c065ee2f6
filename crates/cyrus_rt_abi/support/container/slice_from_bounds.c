//! A slice object from C bounds; `given` as in getslice.
//@fn __cyrus_slice_from_bounds(Py_ssize_t, Py_ssize_t, int) -> new
//@proto
static PyObject *__cyrus_slice_from_bounds(Py_ssize_t start, Py_ssize_t stop, int given);
//@code
static PyObject *__cyrus_slice_from_bounds(Py_ssize_t start, Py_ssize_t stop, int given) {
  PyObject *a = given & 1 ? PyLong_FromSsize_t(start) : NULL, *b = given & 2 ? PyLong_FromSsize_t(stop) : NULL, *r;
  r = (a || !(given & 1)) && (b || !(given & 2)) ? PySlice_New(a, b, NULL) : NULL;
  Py_XDECREF(a);
  Py_XDECREF(b);
  return r;
}
