//! next(o): the next value, or NULL with StopIteration (or another error) set.
//@fn __cyrus_next(obj) -> new
//@proto
static PyObject *__cyrus_next(PyObject *o);
//@code
static PyObject *__cyrus_next(PyObject *o) {
  iternextfunc next = Py_TYPE(o)->tp_iternext;
  PyObject *r;
  if (!next) return PyErr_Format(PyExc_TypeError, "%.200s object is not an iterator", Py_TYPE(o)->tp_name);
  r = next(o);
  if (!r && !PyErr_Occurred()) PyErr_SetNone(PyExc_StopIteration);
  return r;
}
