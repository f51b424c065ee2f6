//! getattr(o, name, default).
//@requires getattr_opt
//@fn __cyrus_getattr_default(obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_getattr_default(PyObject *o, PyObject *name, PyObject *other);
//@code
static PyObject *__cyrus_getattr_default(PyObject *o, PyObject *name, PyObject *other) {
  PyObject *r = __cyrus_getattr_opt(o, name);
  return r || PyErr_Occurred() ? r : Py_NewRef(other);
}
