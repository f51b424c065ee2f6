//! o[i] by a Python int, where the quick ways find no item: what is out of range is the object's to say, and it counts
//! negative indices from the end even where `wraparound` is off.
//@proto
static PyObject *__cyrus_getitem_key(PyObject *o, Py_ssize_t i);
//@code
static __CYRUS_COLD PyObject *__cyrus_getitem_key(PyObject *o, Py_ssize_t i) {
  PyObject *r, *key = PyLong_FromSsize_t(i);
  if (!key) return NULL;
  r = PyObject_GetItem(o, key);
  Py_DECREF(key);
  return r;
}
