//! f(a, b). Out of line, so that callers stay small.
//@fn __cyrus_call2(obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_call2(PyObject *f, PyObject *a, PyObject *b);
//@code
static PyObject *__cyrus_call2(PyObject *f, PyObject *a, PyObject *b) {
  PyObject *args[3] = {NULL, a, b};
  return PyObject_Vectorcall(f, args + 1, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
