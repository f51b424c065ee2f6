//! `c in o` for a C character in a str or bytes.
//@include <string.h>
//@fn __cyrus_str_contains_char(obj, Py_UCS4) -> int
//@fn __cyrus_bytes_contains_char(obj, char) -> int
//@proto
static inline int __cyrus_str_contains_char(PyObject *o, Py_UCS4 c) {
  return c <= 0x10FFFF && PyUnicode_FindChar(o, c, 0, PyUnicode_GET_LENGTH(o), 1) >= 0;
}
static inline int __cyrus_bytes_contains_char(PyObject *o, char c) {
  return memchr(PyBytes_AS_STRING(o), (unsigned char)c, (size_t)PyBytes_GET_SIZE(o)) != NULL;
}
