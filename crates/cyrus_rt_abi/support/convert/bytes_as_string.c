//! The characters of a bytes or bytearray object, borrowed from it. Other objects are a TypeError.
//@fn __cyrus_as_string(obj, Py_ssize_t *) -> char * !null
//@proto
static char *__cyrus_as_string(PyObject *o, Py_ssize_t *size);
//@code
static char *__cyrus_as_string(PyObject *o, Py_ssize_t *size) {
  char *s;
  if (PyByteArray_Check(o)) {
    if (size) *size = PyByteArray_GET_SIZE(o);
    return PyByteArray_AS_STRING(o);
  }
  if (__CYRUS_LIKELY(PyBytes_Check(o))) {
    if (size) *size = PyBytes_GET_SIZE(o);
    return PyBytes_AS_STRING(o);
  }
  return PyBytes_AsStringAndSize(o, &s, size) < 0 ? NULL : s;
}
