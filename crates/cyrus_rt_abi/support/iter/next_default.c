//! next(o, default).
//@requires next, err_ignore
//@fn __cyrus_next_default(obj, obj) -> new
//@proto
static PyObject *__cyrus_next_default(PyObject *o, PyObject *other);
//@code
static PyObject *__cyrus_next_default(PyObject *o, PyObject *other) {
  PyObject *r = __cyrus_next(o);
  return !r && __cyrus_err_ignore(PyExc_StopIteration) ? Py_NewRef(other) : r;
}
