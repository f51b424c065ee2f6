//! d.setdefault(key, default) of an exact dict.
//@fn __cyrus_dict_setdefault(obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_dict_setdefault(PyObject *d, PyObject *key, PyObject *other);
//@code
static PyObject *__cyrus_dict_setdefault(PyObject *d, PyObject *key, PyObject *other) {
#if PY_VERSION_HEX >= 0x030D0000
  PyObject *r;
  (void)PyDict_SetDefaultRef(d, key, other, &r);
  return r;
#else
  return Py_XNewRef(PyDict_SetDefault(d, key, other));
#endif
}
