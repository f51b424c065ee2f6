//! str[i] as a code point, with a C index; flags as in list_getitem.
//@requires index_check
//@fn __cyrus_str_index(obj, Py_ssize_t, int, int) -> Py_UCS4 !neg1 nogil
//@proto
static inline Py_UCS4 __cyrus_str_index(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  i = __cyrus_index(i, PyUnicode_GET_LENGTH(o), wraparound, boundscheck, "string index out of range");
  return __CYRUS_UNLIKELY(i < 0) ? (Py_UCS4)-1 : PyUnicode_READ_CHAR(o, i);
}
