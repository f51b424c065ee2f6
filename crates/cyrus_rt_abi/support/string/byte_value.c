//! A number for one byte of bytes or bytearray, from an object.
//@requires as_ssize_t
//@fn __cyrus_byte_value(obj) -> int !neg1
//@proto
static int __cyrus_byte_value(PyObject *o);
//@code
static int __cyrus_byte_value(PyObject *o) {
  Py_ssize_t v = __cyrus_as_ssize_t(o);
  if (v >= 0 && v < 256) return (int)v;
  if (v == -1 && PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_OverflowError)) return -1;
  PyErr_SetString(PyExc_ValueError, "byte must be in range(0, 256)");
  return -1;
}
