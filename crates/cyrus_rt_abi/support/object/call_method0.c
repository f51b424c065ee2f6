//! o.name() without making the bound method. Out of line, so that callers stay small.
//@fn __cyrus_call_method0(obj, obj) -> new
//@proto
static PyObject *__cyrus_call_method0(PyObject *o, PyObject *name);
//@code
static PyObject *__cyrus_call_method0(PyObject *o, PyObject *name) {
  PyObject *args[2] = {NULL, o};
  return PyObject_VectorcallMethod(name, args + 1, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
