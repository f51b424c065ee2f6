//! `a == b` (op Py_EQ) and `a != b` (Py_NE) where both are probably bytes; other objects are compared as usual.
//@requires richcompare_bool
//@include <string.h>
//@fn __cyrus_bytes_compare(obj, obj, int) -> int !neg1
//@proto
static int __cyrus_bytes_compare(PyObject *a, PyObject *b, int op);
//@code
static int __cyrus_bytes_compare(PyObject *a, PyObject *b, int op) {
  if (__CYRUS_LIKELY(PyBytes_CheckExact(a) && PyBytes_CheckExact(b))) {
    Py_ssize_t n = PyBytes_GET_SIZE(a);
    int equal = n == PyBytes_GET_SIZE(b) && !memcmp(PyBytes_AS_STRING(a), PyBytes_AS_STRING(b), (size_t)n);
    return equal == (op == Py_EQ);
  }
  return __cyrus_richcompare_bool(a, b, op);
}
