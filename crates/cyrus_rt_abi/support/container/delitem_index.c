//! del o[i] with a C index; the flag says whether negative indices count from the end.
//@requires setitem_index_slow
//@fn __cyrus_delitem_index(obj, Py_ssize_t, int) -> int !neg1
//@proto
static inline int __cyrus_delitem_index(PyObject *o, Py_ssize_t i, int wraparound) {
  return __cyrus_setitem_index_slow(o, i, NULL, wraparound);
}
