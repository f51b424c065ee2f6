//! A builtin of Python 2 that Python 3 keeps in a module: `intern`, `reload`.
//@fn __cyrus_moved_builtin(obj, obj) -> new
//@proto
static PyObject *__cyrus_moved_builtin(PyObject *module, PyObject *name);
//@code
static PyObject *__cyrus_moved_builtin(PyObject *module, PyObject *name) {
  PyObject *r, *m = PyImport_Import(module);
  if (__CYRUS_UNLIKELY(!m)) return NULL;
  r = PyObject_GetAttr(m, name);
  Py_DECREF(m);
  return r;
}
