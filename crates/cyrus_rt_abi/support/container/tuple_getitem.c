//! tuple[i] with a C index; flags as in list_getitem.
//@requires getitem_key
//@fn __cyrus_tuple_getitem(obj, Py_ssize_t, int, int) -> new
//@proto
static inline PyObject *__cyrus_tuple_getitem(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  Py_ssize_t k = wraparound && i < 0 ? i + PyTuple_GET_SIZE(o) : i;
  if (__CYRUS_LIKELY(!boundscheck || (size_t)k < (size_t)PyTuple_GET_SIZE(o))) return Py_NewRef(PyTuple_GET_ITEM(o, k));
  return __cyrus_getitem_key(o, i);
}
