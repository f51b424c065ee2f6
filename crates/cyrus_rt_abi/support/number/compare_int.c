//! `x == 5`, `x < 5` … with an int constant, as a C truth value: object, the constant as object and as C value, and one of
//! Py_EQ … Py_GE.
//@requires pylong, richcompare_bool
//@fn __cyrus_compare_int(obj, obj, long, int) -> int !neg1
//@proto
static inline int __cyrus_compare_int(PyObject *o, PyObject *k, long c, int op) {
  long long v;
  if (__CYRUS_LIKELY(PyLong_CheckExact(o)) && __cyrus_pylong_small(o, &v))
    switch (op) {
      case Py_EQ: return v == c;
      case Py_NE: return v != c;
      case Py_LT: return v < c;
      case Py_LE: return v <= c;
      case Py_GT: return v > c;
      default: return v >= c;
    }
  return __cyrus_richcompare_bool(o, k, op);
}
