//! A list that takes over the references in a C array (also when it fails).
//@fn __cyrus_list_steal(PyObject **, Py_ssize_t) -> new
//@proto
static PyObject *__cyrus_list_steal(PyObject **items, Py_ssize_t n);
//@code
static PyObject *__cyrus_list_steal(PyObject **items, Py_ssize_t n) {
  PyObject *r = PyList_New(n);
  while (--n >= 0) {
    if (r) PyList_SET_ITEM(r, n, items[n]);
    else Py_DECREF(items[n]);
  }
  return r;
}
