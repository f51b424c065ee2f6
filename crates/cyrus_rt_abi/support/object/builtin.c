//! A name looked up among the builtins.
//@requires getattr_opt, raise_name_error
//@fn __cyrus_builtin(obj) -> new
//@proto
static PyObject *__cyrus_builtin(PyObject *name);
//@code
static PyObject *__cyrus_builtin(PyObject *name) {
  PyObject *r = __cyrus_getattr_opt(__cyrus_b, name);
  if (__CYRUS_UNLIKELY(!r) && !PyErr_Occurred()) __cyrus_raise_name_error(name);
  return r;
}
