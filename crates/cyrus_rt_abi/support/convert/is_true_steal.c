//! Truth of a result that is consumed; NULL (an error) passes through as -1.
//@requires is_true
//@fn __cyrus_is_true_steal(steal?) -> int !neg1
//@proto
static inline int __cyrus_is_true_steal(PyObject *o) {
  int t;
  if (__CYRUS_UNLIKELY(!o)) return -1;
  t = __cyrus_is_true(o);
  Py_DECREF(o);
  return t;
}
