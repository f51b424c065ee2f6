//! A comparison as a C truth value, without the identity shortcut of PyObject_RichCompareBool.
//@requires is_true_steal
//@fn __cyrus_richcompare_bool(obj, obj, int) -> int !neg1
//@proto
static inline int __cyrus_richcompare_bool(PyObject *a, PyObject *b, int op) {
  return __cyrus_is_true_steal(PyObject_RichCompare(a, b, op));
}
