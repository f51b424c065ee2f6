//! A tuple of borrowed references in a C array.
//@fn __cyrus_tuple_from_array(PyObject *const *, Py_ssize_t) -> new
//@proto
static PyObject *__cyrus_tuple_from_array(PyObject *const *items, Py_ssize_t n);
//@code
static PyObject *__cyrus_tuple_from_array(PyObject *const *items, Py_ssize_t n) {
  PyObject *r = PyTuple_New(n);
  if (r)
    while (--n >= 0) PyTuple_SET_ITEM(r, n, Py_NewRef(items[n]));
  return r;
}
