//! o[i] = value with a C index; flags as in list_getitem. A list is asked by a Python int for what is out of range.
//@requires setitem_index_slow
//@fn __cyrus_setitem_index(obj, Py_ssize_t, obj, int, int) -> int !neg1
//@proto
static inline int __cyrus_setitem_index(PyObject *o, Py_ssize_t i, PyObject *value, int wraparound, int boundscheck) {
#if __CYRUS_FREE_THREADED
  (void)boundscheck;
#else
  if (PyList_CheckExact(o)) {
    Py_ssize_t k = wraparound && i < 0 ? i + PyList_GET_SIZE(o) : i;
    if (__CYRUS_LIKELY(!boundscheck || (size_t)k < (size_t)PyList_GET_SIZE(o))) {
      PyObject *old = PyList_GET_ITEM(o, k);
      PyList_SET_ITEM(o, k, Py_NewRef(value));
      Py_DECREF(old);
      return 0;
    }
    wraparound = 1;
  }
#endif
  return __cyrus_setitem_index_slow(o, i, value, wraparound);
}
