//! sorted(iterable).
//@fn __cyrus_sorted(obj) -> new
//@proto
static PyObject *__cyrus_sorted(PyObject *o);
//@code
static PyObject *__cyrus_sorted(PyObject *o) {
  PyObject *r = PySequence_List(o);
  if (r && PyList_Sort(r)) Py_CLEAR(r);
  return r;
}
