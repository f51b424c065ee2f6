//! A name looked up from the body of a class: in its namespace (a mapping, or a type's dict), then as a global.
//@requires dict_lookup, global_name, err_ignore
//@fn __cyrus_class_scope_name(obj, obj) -> new
//@proto
static PyObject *__cyrus_class_scope_name(PyObject *ns, PyObject *name);
//@code
static PyObject *__cyrus_class_scope_name(PyObject *ns, PyObject *name) {
  PyObject *r;
  if (PyType_Check(ns)) ns = ((PyTypeObject *)ns)->tp_dict;
  if (PyDict_CheckExact(ns)) {
    r = __cyrus_dict_lookup(ns, name);
    if (r || PyErr_Occurred()) return r;
  } else {
    r = PyObject_GetItem(ns, name);
    if (r || !__cyrus_err_ignore(PyExc_KeyError)) return r;
  }
  return __cyrus_global(name);
}
