//! The next entry of an exact dict. `*pos` starts at 0; `size` is the length at the start. 1: entry, with owned
//! references in what of `*key` and `*value` is asked for; 0: no more; -1: the dict has changed its size.
//@fn __cyrus_dict_next(obj, Py_ssize_t, Py_ssize_t *, PyObject **, PyObject **) -> int !neg1
//@proto
static inline int __cyrus_dict_next(PyObject *d, Py_ssize_t size, Py_ssize_t *pos, PyObject **key, PyObject **value) {
  PyObject *k, *v;
  int r;
  if (__CYRUS_UNLIKELY(PyDict_GET_SIZE(d) != size)) {
    PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
    return -1;
  }
  Py_BEGIN_CRITICAL_SECTION(d);
  r = PyDict_Next(d, pos, &k, &v);
  if (r) {
    if (key) *key = Py_NewRef(k);
    if (value) *value = Py_NewRef(v);
  }
  Py_END_CRITICAL_SECTION();
  return r;
}
