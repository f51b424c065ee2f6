//! A set of n borrowed references in a C array.
//@fn __cyrus_set_from_array(PyObject *const *, Py_ssize_t) -> new
//@proto
static PyObject *__cyrus_set_from_array(PyObject *const *items, Py_ssize_t n);
//@code
static PyObject *__cyrus_set_from_array(PyObject *const *items, Py_ssize_t n) {
  PyObject *r = PySet_New(NULL);
  Py_ssize_t i;
  for (i = 0; r && i < n; i++)
    if (PySet_Add(r, items[i])) Py_CLEAR(r);
  return r;
}
