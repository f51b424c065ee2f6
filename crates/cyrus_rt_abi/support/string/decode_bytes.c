//! o[start:stop].decode(encoding, errors) of bytes or bytearray; bounds and encoding as in decode_string.
//@requires decode_string
//@fn __cyrus_decode_bytes(obj, Py_ssize_t, Py_ssize_t, const char *, const char *) -> new
//@proto
static PyObject *__cyrus_decode_bytes(PyObject *o, Py_ssize_t start, Py_ssize_t stop, const char *encoding,
                                      const char *errors);
//@code
static PyObject *__cyrus_decode_bytes(PyObject *o, Py_ssize_t start, Py_ssize_t stop, const char *encoding,
                                      const char *errors) {
  if (PyBytes_Check(o)) return __cyrus_decode(PyBytes_AS_STRING(o), PyBytes_GET_SIZE(o), start, stop, encoding, errors);
  return __cyrus_decode(PyByteArray_AS_STRING(o), PyByteArray_GET_SIZE(o), start, stop, encoding, errors);
}
