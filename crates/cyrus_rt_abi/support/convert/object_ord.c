//! ord() of an object: one-character str, or bytes/bytearray of length 1; an error is (long)-1.
//@fn __cyrus_ord(obj) -> long !neg1occ
//@proto
static long __cyrus_ord(PyObject *o);
//@code
static long __cyrus_ord(PyObject *o) {
  Py_ssize_t n;
  if (PyUnicode_Check(o)) {
    n = PyUnicode_GET_LENGTH(o);
    if (n == 1) return (long)PyUnicode_READ_CHAR(o, 0);
  } else if (PyBytes_Check(o)) {
    n = PyBytes_GET_SIZE(o);
    if (n == 1) return (unsigned char)PyBytes_AS_STRING(o)[0];
  } else if (PyByteArray_Check(o)) {
    n = PyByteArray_GET_SIZE(o);
    if (n == 1) return (unsigned char)PyByteArray_AS_STRING(o)[0];
  } else {
    PyErr_Format(PyExc_TypeError, "ord() expected string of length 1, but %.200s found", Py_TYPE(o)->tp_name);
    return -1;
  }
  PyErr_Format(PyExc_ValueError, "ord() expected a character, but string of length %zd found", n);
  return -1;
}
