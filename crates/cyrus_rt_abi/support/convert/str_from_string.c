//! str from a NUL-terminated string in the encoding of c_string_encoding (any codec name; the usual ones are fast).
//@include <string.h>
//@fn __cyrus_str_from_string(const char *, const char *) -> new
//@proto
static inline PyObject *__cyrus_str_from_string(const char *s, const char *encoding) {
  return PyUnicode_Decode(s, (Py_ssize_t)strlen(s), encoding, NULL);
}
