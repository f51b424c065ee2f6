//! o[start:stop:step] = value with object bounds; NULL for what is absent; a NULL value deletes.
//@fn __cyrus_setslice_obj(obj, obj?, obj?, obj?, obj?) -> int !neg1
//@proto
static int __cyrus_setslice_obj(PyObject *o, PyObject *start, PyObject *stop, PyObject *step, PyObject *value);
//@code
static int __cyrus_setslice_obj(PyObject *o, PyObject *start, PyObject *stop, PyObject *step, PyObject *value) {
  int r;
  PyObject *slice = PySlice_New(start, stop, step);
  if (!slice) return -1;
  r = value ? PyObject_SetItem(o, slice, value) : PyObject_DelItem(o, slice);
  Py_DECREF(slice);
  return r;
}
