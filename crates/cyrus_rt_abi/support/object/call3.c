//! f(a, b, c). Out of line, so that callers stay small.
//@fn __cyrus_call3(obj, obj, obj, obj) -> new
//@proto
static PyObject *__cyrus_call3(PyObject *f, PyObject *a, PyObject *b, PyObject *c);
//@code
static PyObject *__cyrus_call3(PyObject *f, PyObject *a, PyObject *b, PyObject *c) {
  PyObject *args[4] = {NULL, a, b, c};
  return PyObject_Vectorcall(f, args + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
