//! o[start:stop:step] with object bounds; NULL for what is absent.
//@fn __cyrus_getslice_obj(obj, obj?, obj?, obj?) -> new
//@proto
static PyObject *__cyrus_getslice_obj(PyObject *o, PyObject *start, PyObject *stop, PyObject *step);
//@code
static PyObject *__cyrus_getslice_obj(PyObject *o, PyObject *start, PyObject *stop, PyObject *step) {
  PyObject *r, *slice = PySlice_New(start, stop, step);
  if (!slice) return NULL;
  r = PyObject_GetItem(o, slice);
  Py_DECREF(slice);
  return r;
}
