//! `a += b` where both are probably str: the reference to a is consumed, so that a string nobody else holds grows in
//! place.
//! `__cyrus_str_addable` fails as `a + b` does where one is None.
//@fn __cyrus_str_iadd(steal, obj) -> new
//@fn __cyrus_str_addable(obj, obj) -> int !neg1
//@proto
static __CYRUS_COLD int __cyrus_str_not_addable(PyObject *a, PyObject *b);
static inline int __cyrus_str_addable(PyObject *a, PyObject *b) {
  return __CYRUS_LIKELY(PyUnicode_Check(a) && PyUnicode_Check(b)) ? 0 : __cyrus_str_not_addable(a, b);
}
static PyObject *__cyrus_str_iadd(PyObject *a, PyObject *b);
//@code
static __CYRUS_COLD int __cyrus_str_not_addable(PyObject *a, PyObject *b) {
  PyObject *r = PyNumber_InPlaceAdd(a, b);
  if (!r) return -1;
  Py_DECREF(r);
  return 0;
}
static PyObject *__cyrus_str_iadd(PyObject *a, PyObject *b) {
  PyObject *r;
  if (PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b)) {
    PyUnicode_Append(&a, b);
    return a;
  }
  r = PyNumber_InPlaceAdd(a, b);
  Py_DECREF(a);
  return r;
}
