//! bytes[start:stop] and bytearray[start:stop] with C bounds; an absent start is 0, an absent stop PY_SSIZE_T_MAX.
//@requires clip_slice
//@fn __cyrus_bytes_slice(obj, Py_ssize_t, Py_ssize_t) -> new
//@fn __cyrus_bytearray_slice(obj, Py_ssize_t, Py_ssize_t) -> new
//@proto
static inline PyObject *__cyrus_bytes_slice(PyObject *o, Py_ssize_t start, Py_ssize_t stop) {
  Py_ssize_t n = PyBytes_GET_SIZE(o);
  __cyrus_clip_slice(&start, &stop, n);
  return stop - start == n && PyBytes_CheckExact(o) ? Py_NewRef(o)
                                                    : PyBytes_FromStringAndSize(PyBytes_AS_STRING(o) + start, stop - start);
}
static inline PyObject *__cyrus_bytearray_slice(PyObject *o, Py_ssize_t start, Py_ssize_t stop) {
  PyObject *r;
  Py_BEGIN_CRITICAL_SECTION(o);
  __cyrus_clip_slice(&start, &stop, PyByteArray_GET_SIZE(o));
  r = PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(o) + start, stop - start);
  Py_END_CRITICAL_SECTION();
  return r;
}
