//! o.name(a) without making the bound method. Out of line, so that callers stay small.
//@fn __cyrus_call_method1(obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_call_method1(PyObject *o, PyObject *name, PyObject *a);
//@code
static PyObject *__cyrus_call_method1(PyObject *o, PyObject *name, PyObject *a) {
  PyObject *args[3] = {NULL, o, a};
  return PyObject_VectorcallMethod(name, args + 1, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
