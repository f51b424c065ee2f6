//! A dict of n pairs of borrowed references in a C array: key, value, key, value …
//@fn __cyrus_dict_from_array(PyObject *const *, Py_ssize_t) -> new
//@proto
static PyObject *__cyrus_dict_from_array(PyObject *const *items, Py_ssize_t n);
//@code
static PyObject *__cyrus_dict_from_array(PyObject *const *items, Py_ssize_t n) {
  PyObject *r = PyDict_New();
  Py_ssize_t i;
  for (i = 0; r && i < n; i++)
    if (PyDict_SetItem(r, items[2 * i], items[2 * i + 1])) Py_CLEAR(r);
  return r;
}
