//! Truth of an object. The three singletons are decided without a call.
//@fn __cyrus_is_true(obj) -> int !neg1
//@proto
static inline int __cyrus_is_true(PyObject *o) {
  int t = o == Py_True;
  return (t | (o == Py_False) | (o == Py_None)) ? t : PyObject_IsTrue(o);
}
