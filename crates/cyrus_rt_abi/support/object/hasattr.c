//! hasattr(o, name).
//@requires getattr_opt
//@fn __cyrus_hasattr(obj, obj) -> int !neg1
//@proto
static int __cyrus_hasattr(PyObject *o, PyObject *name);
//@code
static int __cyrus_hasattr(PyObject *o, PyObject *name) {
  PyObject *r;
  if (!PyUnicode_Check(name)) {
    PyErr_SetString(PyExc_TypeError, "hasattr(): attribute name must be string");
    return -1;
  }
  r = __cyrus_getattr_opt(o, name);
  if (!r) return PyErr_Occurred() ? -1 : 0;
  Py_DECREF(r);
  return 1;
}
