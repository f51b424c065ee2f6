//! o[start:stop] = value with C bounds; a NULL value deletes. `given` as in getslice.
//@requires slice_from_bounds
//@fn __cyrus_setslice(obj, Py_ssize_t, Py_ssize_t, int, obj?) -> int !neg1
//@proto
static int __cyrus_setslice(PyObject *o, Py_ssize_t start, Py_ssize_t stop, int given, PyObject *value);
//@code
static int __cyrus_setslice(PyObject *o, Py_ssize_t start, Py_ssize_t stop, int given, PyObject *value) {
  PyMappingMethods *mm = Py_TYPE(o)->tp_as_mapping;
  PyObject *slice;
  int r;
  if (!mm || !mm->mp_ass_subscript) {
    PyErr_Format(PyExc_TypeError, "'%.200s' object does not support slice %s", Py_TYPE(o)->tp_name,
                 value ? "assignment" : "deletion");
    return -1;
  }
  slice = __cyrus_slice_from_bounds(start, stop, given);
  if (!slice) return -1;
  r = mm->mp_ass_subscript(o, slice, value);
  Py_DECREF(slice);
  return r;
}
