//! o.name(a, b, c, d) without making the bound method. Out of line, so that callers stay small.
//@fn __cyrus_call_method4(obj, obj, obj, obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_call_method4(PyObject *o, PyObject *name, PyObject *a, PyObject *b, PyObject *c, PyObject *d);
//@code
static PyObject *__cyrus_call_method4(PyObject *o, PyObject *name, PyObject *a, PyObject *b, PyObject *c, PyObject *d) {
  PyObject *args[6] = {NULL, o, a, b, c, d};
  return PyObject_VectorcallMethod(name, args + 1, 5 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
