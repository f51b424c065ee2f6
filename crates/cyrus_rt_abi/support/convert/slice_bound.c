//! A slice bound from an object: None gives the default, numbers outside Py_ssize_t are clipped.
//! `*out` is set on success; 0 / -1.
//@fn __cyrus_slice_bound(obj, Py_ssize_t, Py_ssize_t *) -> int !neg1
//@proto
static int __cyrus_slice_bound(PyObject *o, Py_ssize_t none_value, Py_ssize_t *out);
//@code
static int __cyrus_slice_bound(PyObject *o, Py_ssize_t none_value, Py_ssize_t *out) {
  *out = o == Py_None ? none_value : PyNumber_AsSsize_t(o, NULL);
  return *out == -1 && PyErr_Occurred() ? -1 : 0;
}
