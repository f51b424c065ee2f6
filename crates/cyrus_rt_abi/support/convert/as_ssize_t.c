//! Py_ssize_t by `__index__`: C code's use of an object as index, length or Py_ssize_t value.
//@requires pylong
//@fn __cyrus_as_ssize_t(obj) -> Py_ssize_t !neg1occ
//@proto
static Py_ssize_t __cyrus_as_ssize_t_slow(PyObject *o);
static inline Py_ssize_t __cyrus_as_ssize_t(PyObject *o) {
  if (__CYRUS_LIKELY(PyLong_Check(o) && __cyrus_pylong_is_compact(o))) return __cyrus_pylong_compact(o);
  return __cyrus_as_ssize_t_slow(o);
}
//@code
static Py_ssize_t __cyrus_as_ssize_t_slow(PyObject *o) {
  Py_ssize_t v;
  PyObject *i = PyNumber_Index(o);
  if (!i) return -1;
  v = PyLong_AsSsize_t(i);
  Py_DECREF(i);
  return v;
}
