//! bytearray[i], read and written as a number from 0 to 255, with a C index; flags as in list_getitem.
//@requires index_check
//@fn __cyrus_bytearray_index(obj, Py_ssize_t, int, int) -> int !neg1
//@fn __cyrus_bytearray_setitem(obj, Py_ssize_t, unsigned char, int, int) -> int !neg1
//@proto
static inline int __cyrus_bytearray_index(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  int r;
  Py_BEGIN_CRITICAL_SECTION(o);
  i = __cyrus_index(i, PyByteArray_GET_SIZE(o), wraparound, boundscheck, "bytearray index out of range");
  r = __CYRUS_UNLIKELY(i < 0) ? -1 : (unsigned char)PyByteArray_AS_STRING(o)[i];
  Py_END_CRITICAL_SECTION();
  return r;
}
static inline int __cyrus_bytearray_setitem(PyObject *o, Py_ssize_t i, unsigned char v, int wraparound, int boundscheck) {
  Py_BEGIN_CRITICAL_SECTION(o);
  i = __cyrus_index(i, PyByteArray_GET_SIZE(o), wraparound, boundscheck, "bytearray index out of range");
  if (__CYRUS_LIKELY(i >= 0)) PyByteArray_AS_STRING(o)[i] = (char)v;
  Py_END_CRITICAL_SECTION();
  return __CYRUS_UNLIKELY(i < 0) ? -1 : 0;
}
