//! list[start:stop] and tuple[start:stop] with C bounds; an absent start is 0, an absent stop PY_SSIZE_T_MAX.
//@requires clip_slice
//@fn __cyrus_list_slice(obj, Py_ssize_t, Py_ssize_t) -> new
//@fn __cyrus_tuple_slice(obj, Py_ssize_t, Py_ssize_t) -> new
//@proto
static inline PyObject *__cyrus_list_slice(PyObject *o, Py_ssize_t start, Py_ssize_t stop) {
  __cyrus_clip_slice(&start, &stop, PyList_GET_SIZE(o));
  return PyList_GetSlice(o, start, stop);
}
static inline PyObject *__cyrus_tuple_slice(PyObject *o, Py_ssize_t start, Py_ssize_t stop) {
  __cyrus_clip_slice(&start, &stop, PyTuple_GET_SIZE(o));
  return PyTuple_GetSlice(o, start, stop);
}
