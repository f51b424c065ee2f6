//! bytearray.append of a C number.
//@requires raise_none
//@fn __cyrus_bytearray_append(obj, int) -> int !neg1
//@proto
static int __cyrus_bytearray_append(PyObject *o, int v);
//@code
static int __cyrus_bytearray_append(PyObject *o, int v) {
  Py_ssize_t n;
  int r;
  if (o == Py_None) {
    __cyrus_raise_none_attribute("append");
    return -1;
  }
  if (v < 0 || v > 255) {
    PyErr_SetString(PyExc_ValueError, "byte must be in range(0, 256)");
    return -1;
  }
  Py_BEGIN_CRITICAL_SECTION(o);
  n = PyByteArray_GET_SIZE(o);
  r = PyByteArray_Resize(o, n + 1);
  if (!r) PyByteArray_AS_STRING(o)[n] = (char)v;
  Py_END_CRITICAL_SECTION();
  return r;
}
