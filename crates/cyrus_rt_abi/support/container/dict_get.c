//! d.get(key, default) of an exact dict.
//@requires dict_lookup
//@fn __cyrus_dict_get(obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_dict_get(PyObject *d, PyObject *key, PyObject *other);
//@code
static PyObject *__cyrus_dict_get(PyObject *d, PyObject *key, PyObject *other) {
  PyObject *r = __cyrus_dict_lookup(d, key);
  return r || PyErr_Occurred() ? r : Py_NewRef(other);
}
