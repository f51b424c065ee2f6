//! o.name(a, b) without making the bound method. Out of line, so that callers stay small.
//@fn __cyrus_call_method2(obj, obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_call_method2(PyObject *o, PyObject *name, PyObject *a, PyObject *b);
//@code
static PyObject *__cyrus_call_method2(PyObject *o, PyObject *name, PyObject *a, PyObject *b) {
  PyObject *args[4] = {NULL, o, a, b};
  return PyObject_VectorcallMethod(name, args + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
