//! tuple[i] with a C index; flags as in list_getitem.
//@fn __cyrus_tuple_getitem(obj, Py_ssize_t, int, int) -> new
//@proto
static inline PyObject *__cyrus_tuple_getitem(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  if (wraparound && i < 0) i += PyTuple_GET_SIZE(o);
  if (__CYRUS_LIKELY(!boundscheck || (size_t)i < (size_t)PyTuple_GET_SIZE(o))) return Py_NewRef(PyTuple_GET_ITEM(o, i));
  PyErr_SetString(PyExc_IndexError, "tuple index out of range");
  return NULL;
}
