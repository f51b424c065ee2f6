//! Appends to the list that a comprehension builds; the reference is consumed.
//@fn __cyrus_list_comp_append(obj, steal) -> int !neg1
//@proto
static inline int __cyrus_list_comp_append(PyObject *o, PyObject *x) {
  int r;
#if !__CYRUS_FREE_THREADED
  Py_ssize_t n = PyList_GET_SIZE(o);
  if (__CYRUS_LIKELY(((PyListObject *)o)->allocated > n)) {
    ((PyListObject *)o)->ob_item[n] = x;
    Py_SET_SIZE((PyVarObject *)o, n + 1);
    return 0;
  }
#endif
  r = PyList_Append(o, x);
  Py_DECREF(x);
  return r;
}
