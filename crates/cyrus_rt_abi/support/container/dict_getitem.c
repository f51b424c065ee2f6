//! d[key] of an exact dict; a missing key is a KeyError whose argument is the key, also when that is a tuple.
//@requires dict_lookup
//@fn __cyrus_dict_getitem(obj, obj) -> new
//@proto
static PyObject *__cyrus_dict_getitem(PyObject *d, PyObject *key);
static void __cyrus_raise_key_error(PyObject *key);
//@code
static void __cyrus_raise_key_error(PyObject *key) {
  PyObject *exc = PyObject_CallFunctionObjArgs(PyExc_KeyError, key, NULL);
  if (exc) PyErr_SetObject(PyExc_KeyError, exc);
  Py_XDECREF(exc);
}
static PyObject *__cyrus_dict_getitem(PyObject *d, PyObject *key) {
  PyObject *r = __cyrus_dict_lookup(d, key);
  if (__CYRUS_UNLIKELY(!r) && !PyErr_Occurred()) __cyrus_raise_key_error(key);
  return r;
}
