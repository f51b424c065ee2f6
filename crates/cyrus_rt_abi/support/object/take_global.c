//! A name that `import *` put into the module's dict, taken out of it.
//@fn __cyrus_has_global(obj) -> int !neg
//@fn __cyrus_take_global(obj) -> new
//@proto
static inline int __cyrus_has_global(PyObject *name) { return PyDict_Contains(__cyrus_d, name); }
static PyObject *__cyrus_take_global(PyObject *name);
//@code
static PyObject *__cyrus_take_global(PyObject *name) {
  PyObject *r = PyObject_GetItem(__cyrus_d, name);
  if (r && PyDict_DelItem(__cyrus_d, name) < 0) Py_CLEAR(r);
  return r;
}
