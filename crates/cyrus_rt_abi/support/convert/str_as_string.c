//! As bytes_as_string, under c_string_encoding=utf8 or ascii: str objects are accepted too and lend their cached UTF-8
//! form. With `ascii`, other characters are a UnicodeEncodeError.
//@requires bytes_as_string
//@fn __cyrus_str_as_string(obj, Py_ssize_t *, int) -> char * !null
//@proto
static char *__cyrus_str_as_string(PyObject *o, Py_ssize_t *size, int ascii);
//@code
static char *__cyrus_str_as_string(PyObject *o, Py_ssize_t *size, int ascii) {
  if (!PyUnicode_Check(o)) return __cyrus_as_string(o, size);
  if (ascii && !PyUnicode_IS_ASCII(o)) {
    PyObject *r = PyUnicode_AsASCIIString(o);
    Py_XDECREF(r);
    return NULL;
  }
  return (char *)PyUnicode_AsUTF8AndSize(o, size);
}
