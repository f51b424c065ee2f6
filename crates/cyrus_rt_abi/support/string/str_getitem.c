//! str[i] as a str, with a C index; flags as in list_getitem.
//@requires str_index
//@fn __cyrus_str_getitem(obj, Py_ssize_t, int, int) -> new
//@proto
static inline PyObject *__cyrus_str_getitem(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  Py_UCS4 c = __cyrus_str_index(o, i, wraparound, boundscheck);
  return __CYRUS_UNLIKELY(c == (Py_UCS4)-1) ? NULL : PyUnicode_FromOrdinal((int)c);
}
