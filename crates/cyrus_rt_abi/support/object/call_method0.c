//! o.name() without making the bound method.
//@fn __cyrus_call_method0(obj, obj) -> new
//@proto
static inline PyObject *__cyrus_call_method0(PyObject *o, PyObject *name) {
  return PyObject_VectorcallMethod(name, &o, 1, NULL);
}
