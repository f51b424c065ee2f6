//! Py_UNICODE (an alias of wchar_t) from a one-character string or an int.
//@requires as_ucs4
//@fn __cyrus_as_py_unicode(obj) -> wchar_t !neg1occ
//@proto
static inline wchar_t __cyrus_as_py_unicode(PyObject *o) {
  return (wchar_t)__cyrus_as_char(o, "Py_UNICODE", sizeof(wchar_t) == 2 ? 0xFFFF : 0x10FFFF);
}
