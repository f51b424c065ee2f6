//! set.discard(x) and set.remove(x): a set as element is looked up as the frozenset equal to it. discard gives 1 if the
//! element was there.
//@requires dict_getitem, err_ignore
//@fn __cyrus_set_discard(obj, obj) -> int !neg1
//@fn __cyrus_set_remove(obj, obj) -> int !neg1
//@proto
static int __cyrus_set_discard(PyObject *o, PyObject *x);
static int __cyrus_set_remove(PyObject *o, PyObject *x);
//@code
static int __cyrus_set_discard(PyObject *o, PyObject *x) {
  PyObject *frozen;
  int r = PySet_Discard(o, x);
  if (__CYRUS_LIKELY(r >= 0) || !PySet_Check(x) || !__cyrus_err_ignore(PyExc_TypeError)) return r;
  frozen = PyFrozenSet_New(x);
  if (!frozen) return -1;
  r = PySet_Discard(o, frozen);
  Py_DECREF(frozen);
  return r;
}
static int __cyrus_set_remove(PyObject *o, PyObject *x) {
  int r = __cyrus_set_discard(o, x);
  if (r == 0) __cyrus_raise_key_error(x);
  return r > 0 ? 0 : -1;
}
