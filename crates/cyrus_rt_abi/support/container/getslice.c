//! o[start:stop] with C bounds on an object of any type. Bit 0 of `given` says that there is a start, bit 1 a stop.
//@requires slice_from_bounds
//@fn __cyrus_getslice(obj, Py_ssize_t, Py_ssize_t, int) -> new
//@proto
static PyObject *__cyrus_getslice(PyObject *o, Py_ssize_t start, Py_ssize_t stop, int given);
//@code
static PyObject *__cyrus_getslice(PyObject *o, Py_ssize_t start, Py_ssize_t stop, int given) {
  PyMappingMethods *mm = Py_TYPE(o)->tp_as_mapping;
  PyObject *slice, *r;
  if (!mm || !mm->mp_subscript)
    return PyErr_Format(PyExc_TypeError, "'%.200s' object is unsliceable", Py_TYPE(o)->tp_name);
  slice = __cyrus_slice_from_bounds(start, stop, given);
  if (!slice) return NULL;
  r = mm->mp_subscript(o, slice);
  Py_DECREF(slice);
  return r;
}
