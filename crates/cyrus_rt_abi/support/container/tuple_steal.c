//! A tuple that takes over the references in a C array (also when it fails).
//@fn __cyrus_tuple_steal(PyObject **, Py_ssize_t) -> new
//@proto
static __CYRUS_NOINLINE PyObject *__cyrus_tuple_steal(PyObject **items, Py_ssize_t n);
//@code
static __CYRUS_NOINLINE PyObject *__cyrus_tuple_steal(PyObject **items, Py_ssize_t n) {
  PyObject *r = PyTuple_New(n);
  while (--n >= 0) {
    if (r) PyTuple_SET_ITEM(r, n, items[n]);
    else Py_DECREF(items[n]);
  }
  return r;
}
