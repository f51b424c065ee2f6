//! A comparison of two objects as a C truth value: small ints, floats, and equality of strings are decided here. The
//! operator is one of Py_EQ … Py_GE.
//@requires pylong, richcompare_bool
//@include <string.h>
//@fn __cyrus_compare(obj, obj, int) -> int !neg1
//@proto
static inline int __cyrus_compare(PyObject *a, PyObject *b, int op) {
  double v, w;
  if (PyLong_CheckExact(a) && PyLong_CheckExact(b) && __cyrus_pylong_is_compact(a) && __cyrus_pylong_is_compact(b)) {
    v = (double)__cyrus_pylong_compact(a);
    w = (double)__cyrus_pylong_compact(b);
  } else if (PyFloat_CheckExact(a) && PyFloat_CheckExact(b)) {
    v = PyFloat_AS_DOUBLE(a);
    w = PyFloat_AS_DOUBLE(b);
  } else {
    if ((op == Py_EQ || op == Py_NE) && PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b)) {
      Py_ssize_t n = PyUnicode_GET_LENGTH(a);
      return (op == Py_EQ) == (a == b || (n == PyUnicode_GET_LENGTH(b) && PyUnicode_KIND(a) == PyUnicode_KIND(b) &&
                                          !memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b), (size_t)n * (size_t)PyUnicode_KIND(a))));
    }
    return __cyrus_richcompare_bool(a, b, op);
  }
  switch (op) {
    case Py_EQ: return v == w;
    case Py_NE: return v != w;
    case Py_LT: return v < w;
    case Py_LE: return v <= w;
    case Py_GT: return v > w;
    default: return v >= w;
  }
}
