//! f(a, b, c, d, e). Out of line, so that callers stay small.
//@fn __cyrus_call5(obj, obj, obj, obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_call5(PyObject *f, PyObject *a, PyObject *b, PyObject *c, PyObject *d, PyObject *e);
//@code
static PyObject *__cyrus_call5(PyObject *f, PyObject *a, PyObject *b, PyObject *c, PyObject *d, PyObject *e) {
  PyObject *args[6] = {NULL, a, b, c, d, e};
  return PyObject_Vectorcall(f, args + 1, 5 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
