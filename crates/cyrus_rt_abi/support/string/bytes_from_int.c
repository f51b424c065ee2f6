//! A C number as a bytes object of length one.
//@fn __cyrus_bytes_from_int(long long) -> new
//@proto
static PyObject *__cyrus_bytes_from_int(long long n);
//@code
static PyObject *__cyrus_bytes_from_int(long long n) {
  char c = (char)n;
  if (n < -128 || n > 255) {
    PyErr_SetString(PyExc_OverflowError, "value too large to pack into a byte");
    return NULL;
  }
  return PyBytes_FromStringAndSize(&c, 1);
}
