//! `a == b` where both are probably str; other objects are compared as usual. (`!=` is its negation.)
//@requires richcompare_bool
//@include <string.h>
//@fn __cyrus_str_eq(obj, obj) -> int !neg1
//@proto
static int __cyrus_str_eq(PyObject *a, PyObject *b);
//@code
static int __cyrus_str_eq(PyObject *a, PyObject *b) {
  if (__CYRUS_LIKELY(PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b))) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(a);
    if (a == b) return 1;
    return n == PyUnicode_GET_LENGTH(b) && PyUnicode_KIND(a) == PyUnicode_KIND(b) &&
           !memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b), (size_t)n * (size_t)PyUnicode_KIND(a));
  }
  return __cyrus_richcompare_bool(a, b, Py_EQ);
}
