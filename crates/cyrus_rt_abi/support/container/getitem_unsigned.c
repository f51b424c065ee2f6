//! getitem_index for what was an unsigned number: a negative index is one above PY_SSIZE_T_MAX, which a mapping may know.
//@requires getitem_index
//@fn __cyrus_getitem_unsigned(obj, Py_ssize_t, int, int) -> new
//@proto
static PyObject *__cyrus_getitem_huge(PyObject *o, size_t i);
static inline PyObject *__cyrus_getitem_unsigned(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  if (__CYRUS_UNLIKELY(i < 0)) return __cyrus_getitem_huge(o, (size_t)i);
  return __cyrus_getitem_index(o, i, wraparound, boundscheck);
}
//@code
static __CYRUS_COLD PyObject *__cyrus_getitem_huge(PyObject *o, size_t i) {
  PyObject *r, *key = PyLong_FromSize_t(i);
  if (!key) return NULL;
  r = PyObject_GetItem(o, key);
  Py_DECREF(key);
  return r;
}
