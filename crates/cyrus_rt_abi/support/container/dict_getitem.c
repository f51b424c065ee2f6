//! d[key] of an exact dict; a missing key is a KeyError whose argument is the key, also when that is a tuple.
//@requires dict_lookup
//@fn __cyrus_dict_getitem(obj, obj) -> new
//@proto
static PyObject *__cyrus_dict_getitem(PyObject *d, PyObject *key);
static void __cyrus_raise_key_error(PyObject *key);
//@code
// Only of strings and numbers is it certain that they are taken as the argument and nothing else; then the exception
// need not exist before somebody looks at it.
static void __cyrus_raise_key_error(PyObject *key) {
  PyObject *args;
  if (PyUnicode_CheckExact(key) || PyLong_CheckExact(key)) {
    PyErr_SetObject(PyExc_KeyError, key);
    return;
  }
  args = PyTuple_Pack(1, key);
  if (args) PyErr_SetObject(PyExc_KeyError, args);
  Py_XDECREF(args);
}
static PyObject *__cyrus_dict_getitem(PyObject *d, PyObject *key) {
  PyObject *r = __cyrus_dict_lookup(d, key);
  if (__CYRUS_UNLIKELY(!r) && !PyErr_Occurred()) __cyrus_raise_key_error(key);
  return r;
}
