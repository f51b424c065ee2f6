//! str[start:stop] with C bounds; an absent start is 0, an absent stop PY_SSIZE_T_MAX.
//@requires clip_slice
//@fn __cyrus_str_slice(obj, Py_ssize_t, Py_ssize_t) -> new
//@proto
static inline PyObject *__cyrus_str_slice(PyObject *o, Py_ssize_t start, Py_ssize_t stop) {
  __cyrus_clip_slice(&start, &stop, PyUnicode_GET_LENGTH(o));
  return PyUnicode_Substring(o, start, stop);
}
