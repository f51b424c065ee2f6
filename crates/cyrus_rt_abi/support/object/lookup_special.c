//! A special method as the interpreter finds it: on the type, bound to the object. AttributeError when it is missing.
//@fn __cyrus_lookup_special(obj, obj) -> new
//@proto
static PyObject *__cyrus_lookup_special(PyObject *o, PyObject *name);
//@code
static PyObject *__cyrus_lookup_special(PyObject *o, PyObject *name) {
  PyTypeObject *type = Py_TYPE(o);
#if __CYRUS_FREE_THREADED
  PyObject *r = _PyType_LookupRef(type, name);
#else
  PyObject *r = Py_XNewRef(_PyType_Lookup(type, name));
#endif
  descrgetfunc bind = r ? Py_TYPE(r)->tp_descr_get : NULL;
  if (bind) {
    PyObject *bound = bind(r, o, (PyObject *)type);
    Py_DECREF(r);
    return bound;
  }
  if (!r) PyErr_SetObject(PyExc_AttributeError, name);
  return r;
}
