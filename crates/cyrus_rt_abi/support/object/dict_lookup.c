//! d[key] of an exact dict as an owned reference; NULL without exception when it is absent.
//@fn __cyrus_dict_lookup(obj, obj) -> new?
//@proto
static inline PyObject *__cyrus_dict_lookup(PyObject *d, PyObject *key) {
#if PY_VERSION_HEX >= 0x030D0000
  PyObject *r;
  (void)PyDict_GetItemRef(d, key, &r);
  return r;
#else
  return Py_XNewRef(PyDict_GetItemWithError(d, key));
#endif
}
