//! bytearray from a NUL-terminated string.
//@include <string.h>
//@fn __cyrus_bytearray_from_string(const char *) -> new
//@proto
static inline PyObject *__cyrus_bytearray_from_string(const char *s) {
  return PyByteArray_FromStringAndSize(s, (Py_ssize_t)strlen(s));
}
