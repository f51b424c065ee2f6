//! Py_UCS4 from a one-character string or an int.
//@requires int_from_py
//@fn __cyrus_as_ucs4(obj) -> Py_UCS4 !neg1occ
//@proto
static Py_UCS4 __cyrus_as_ucs4(PyObject *o);
static Py_UCS4 __cyrus_as_char(PyObject *o, const char *type, long max);
//@code
__CYRUS_DEFINE_INT_FROM_PY(__cyrus_as_char_long, long)
static Py_UCS4 __cyrus_as_char(PyObject *o, const char *type, long max) {
  long v;
  if (PyUnicode_Check(o)) {
    if (__CYRUS_LIKELY(PyUnicode_GET_LENGTH(o) == 1)) v = (long)PyUnicode_READ_CHAR(o, 0);
    else {
      PyErr_Format(PyExc_ValueError, "only single character unicode strings can be converted to %s, got length %zd",
                   type, PyUnicode_GET_LENGTH(o));
      return (Py_UCS4)-1;
    }
  } else {
    v = __cyrus_as_char_long(o);
  }
  if (v >= 0 && v <= max) return (Py_UCS4)v;
  if (v > max) PyErr_Format(PyExc_OverflowError, "value too large to convert to %s", type);
  else if (!PyErr_Occurred()) PyErr_Format(PyExc_OverflowError, "cannot convert negative value to %s", type);
  return (Py_UCS4)-1;
}
static Py_UCS4 __cyrus_as_ucs4(PyObject *o) {
  return __cyrus_as_char(o, "Py_UCS4", 0x10FFFF);
}
