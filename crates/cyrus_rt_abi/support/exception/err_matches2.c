//! As err_matches for the frequent `except (A, B)` with two names: no tuple is built.
//@requires err_matches
//@fn __cyrus_err_matches2(obj, obj) -> int
//@proto
static inline int __cyrus_err_matches2(PyObject *a, PyObject *b) {
  return __cyrus_err_matches(a) || __cyrus_err_matches(b);
}
