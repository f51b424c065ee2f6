//! f(a, b, c, d). Out of line, so that callers stay small.
//@fn __cyrus_call4(obj, obj, obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_call4(PyObject *f, PyObject *a, PyObject *b, PyObject *c, PyObject *d);
//@code
static PyObject *__cyrus_call4(PyObject *f, PyObject *a, PyObject *b, PyObject *c, PyObject *d) {
  PyObject *args[5] = {NULL, a, b, c, d};
  return PyObject_Vectorcall(f, args + 1, 4 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
