//! o.name(a, b, c) without making the bound method. Out of line, so that callers stay small.
//@fn __cyrus_call_method3(obj, obj, obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_call_method3(PyObject *o, PyObject *name, PyObject *a, PyObject *b, PyObject *c);
//@code
static PyObject *__cyrus_call_method3(PyObject *o, PyObject *name, PyObject *a, PyObject *b, PyObject *c) {
  PyObject *args[5] = {NULL, o, a, b, c};
  return PyObject_VectorcallMethod(name, args + 1, 4 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
