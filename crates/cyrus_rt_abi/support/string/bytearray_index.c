//! bytearray[i], read and written as a number from 0 to 255, with a C index; flags as in list_getitem. Needs no GIL, so the
//! caller sees to it that nobody resizes the object meanwhile.
//@requires index_check, raise_none
//@fn __cyrus_bytearray_index(obj, Py_ssize_t, int, int) -> int !neg1 nogil
//@fn __cyrus_bytearray_setitem(obj, Py_ssize_t, long long, int, int) -> int !neg1 nogil
//@proto
static inline int __cyrus_bytearray_index(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  i = __cyrus_index(i, PyByteArray_GET_SIZE(o), wraparound, boundscheck, "bytearray index out of range");
  return __CYRUS_UNLIKELY(i < 0) ? -1 : (unsigned char)PyByteArray_AS_STRING(o)[i];
}
static inline int __cyrus_bytearray_setitem(PyObject *o, Py_ssize_t i, long long v, int wraparound, int boundscheck) {
  if (__CYRUS_UNLIKELY(v < 0 || v > 255)) {
    __cyrus_raise_nogil(PyExc_ValueError, "byte must be in range(0, 256)");
    return -1;
  }
  if (__CYRUS_UNLIKELY(o == Py_None)) {
    __cyrus_raise_none_subscript();
    return -1;
  }
  i = __cyrus_index(i, PyByteArray_GET_SIZE(o), wraparound, boundscheck, "bytearray index out of range");
  if (__CYRUS_UNLIKELY(i < 0)) return -1;
  PyByteArray_AS_STRING(o)[i] = (char)v;
  return 0;
}
