//! list.append(x), without a call while the list has room.
//@fn __cyrus_list_append(obj, obj) -> int !neg1
//@proto
static inline int __cyrus_list_append(PyObject *o, PyObject *x) {
#if !__CYRUS_FREE_THREADED
  Py_ssize_t n = PyList_GET_SIZE(o), room = ((PyListObject *)o)->allocated;
  if (__CYRUS_LIKELY(room > n && n > room / 2)) {
    Py_INCREF(x);
    ((PyListObject *)o)->ob_item[n] = x;
    Py_SET_SIZE((PyVarObject *)o, n + 1);
    return 0;
  }
#endif
  return PyList_Append(o, x);
}
