//! A name looked up in the module, then among the builtins.
//@requires dict_lookup, builtin
//@fn __cyrus_global(obj) -> new
//@proto
static PyObject *__cyrus_global(PyObject *name);
//@code
static PyObject *__cyrus_global(PyObject *name) {
  PyObject *r = __cyrus_dict_lookup(__cyrus_d, name);
  return __CYRUS_LIKELY(r != NULL) || PyErr_Occurred() ? r : __cyrus_builtin(name);
}
