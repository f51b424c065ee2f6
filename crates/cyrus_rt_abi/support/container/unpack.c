//! a, b, … = o: exactly n values into `out`, as owned references; tuples and lists are read directly. On error `out`
//! holds nothing.
//@requires iter_end, raise_unpack
//@fn __cyrus_unpack(obj, PyObject **, Py_ssize_t) -> int !neg1
//@proto
static int __cyrus_unpack_slow(PyObject *o, PyObject **out, Py_ssize_t n);
static inline int __cyrus_unpack(PyObject *o, PyObject **out, Py_ssize_t n) {
#if __CYRUS_FREE_THREADED
  if (__CYRUS_LIKELY(PyTuple_CheckExact(o)) && __CYRUS_LIKELY(PyTuple_GET_SIZE(o) == n)) {
    PyObject **items = ((PyTupleObject *)o)->ob_item;
#else
  if (__CYRUS_LIKELY(PyTuple_CheckExact(o) || PyList_CheckExact(o)) && __CYRUS_LIKELY(Py_SIZE(o) == n)) {
    PyObject **items = PyTuple_CheckExact(o) ? ((PyTupleObject *)o)->ob_item : ((PyListObject *)o)->ob_item;
#endif
    Py_ssize_t i;
    // `n` is a constant: the usual cases without a loop.
    if (n <= 3) {
      if (n > 0) out[0] = Py_NewRef(items[0]);
      if (n > 1) out[1] = Py_NewRef(items[1]);
      if (n > 2) out[2] = Py_NewRef(items[2]);
      return 0;
    }
    for (i = 0; i < n; i++) out[i] = Py_NewRef(items[i]);
    return 0;
  }
  return __cyrus_unpack_slow(o, out, n);
}
//@code
static __CYRUS_BRIEF int __cyrus_unpack_slow(PyObject *o, PyObject **out, Py_ssize_t n) {
  Py_ssize_t i = 0;
  PyObject *x, *it = PyObject_GetIter(o);
  iternextfunc next;
  if (!it) return -1;
  next = Py_TYPE(it)->tp_iternext;
  while (i < n && (out[i] = next(it))) i++;
  if (i == n) {
    x = next(it);
    if (x) {
      Py_DECREF(x);
      __cyrus_raise_too_many_values(n);
    } else if (!__cyrus_iter_end()) {
      Py_DECREF(it);
      return 0;
    }
  } else if (!__cyrus_iter_end()) __cyrus_raise_need_more_values(i);
  while (i) Py_DECREF(out[--i]);
  Py_DECREF(it);
  return -1;
}
