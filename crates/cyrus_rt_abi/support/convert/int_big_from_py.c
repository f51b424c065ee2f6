//! As int_from_py, for integer types that may be wider than 64 bits (__int128, typedefs of unknown size).
//@requires int_from_py
//@proto
static int __cyrus_int_as_bytes(PyObject *o, void *out, size_t size, int is_unsigned, const char *type);
#define __CYRUS_DEFINE_INT_BIG_FROM_PY(NAME, CTYPE)                                                     \
  static CTYPE NAME(PyObject *o) {                                                                      \
    CTYPE v;                                                                                            \
    return __cyrus_int_as_bytes(o, &v, sizeof v, __CYRUS_IS_UNSIGNED(CTYPE), #CTYPE) ? (CTYPE)-1 : v;   \
  }
//@code
static int __cyrus_int_as_bytes(PyObject *o, void *out, size_t size, int is_unsigned, const char *type) {
  int r = -1;
  PyObject *i = __cyrus_number_long(o);
  if (!i) return -1;
  if (is_unsigned && __CYRUS_PYLONG_NEG(i)) {
    PyErr_Format(PyExc_OverflowError, "can't convert negative value to %s", type);
  } else {
#if PY_VERSION_HEX >= 0x030D0000
    Py_ssize_t n = PyLong_AsNativeBytes(i, out, (Py_ssize_t)size, is_unsigned ? 7 : 3);
    r = n < 0 ? -1 : (size_t)n > size ? 1 : 0;
#else
    r = _PyLong_AsByteArray((PyLongObject *)i, (unsigned char *)out, size, PY_LITTLE_ENDIAN, !is_unsigned);
    if (r && PyErr_ExceptionMatches(PyExc_OverflowError)) r = 1;
#endif
    if (r > 0) PyErr_Format(PyExc_OverflowError, "value too large to convert to %s", type);
  }
  Py_DECREF(i);
  return r ? -1 : 0;
}
