//! bytes[i] as a number from 0 to 255, with a C index; flags as in list_getitem.
//@requires index_check
//@fn __cyrus_bytes_index(obj, Py_ssize_t, int, int) -> int !neg1 nogil
//@proto
static inline int __cyrus_bytes_index(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  i = __cyrus_index(i, PyBytes_GET_SIZE(o), wraparound, boundscheck, "string index out of range");
  return __CYRUS_UNLIKELY(i < 0) ? -1 : (unsigned char)PyBytes_AS_STRING(o)[i];
}
