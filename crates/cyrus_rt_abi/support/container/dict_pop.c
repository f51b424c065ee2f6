//! d.pop(key) or d.pop(key, default) of an exact dict; the default is NULL when absent.
//@requires dict_getitem
//@fn __cyrus_dict_pop(obj, obj, obj?) -> new
//@proto
static PyObject *__cyrus_dict_pop(PyObject *d, PyObject *key, PyObject *other);
//@code
static PyObject *__cyrus_dict_pop(PyObject *d, PyObject *key, PyObject *other) {
#if PY_VERSION_HEX >= 0x030D0000
  PyObject *r;
  if (PyDict_Pop(d, key, &r)) return r;
  if (other) return Py_NewRef(other);
  __cyrus_raise_key_error(key);
  return NULL;
#else
  return _PyDict_Pop(d, key, other);
#endif
}
