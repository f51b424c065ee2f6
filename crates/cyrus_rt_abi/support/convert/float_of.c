//! float(o) as a C double: numbers, and strings parsed as Python parses them.
//@requires pylong
//@fn __cyrus_float_of(obj) -> double !neg1occ
//@proto
static double __cyrus_float_of(PyObject *o);
//@code
static double __cyrus_float_of(PyObject *o) {
  double v;
  if (PyFloat_CheckExact(o)) return PyFloat_AS_DOUBLE(o);
  if (PyLong_CheckExact(o)) return __cyrus_pylong_is_compact(o) ? (double)__cyrus_pylong_compact(o) : PyLong_AsDouble(o);
  o = PyNumber_Float(o);
  if (!o) return -1;
  v = PyFloat_AS_DOUBLE(o);
  Py_DECREF(o);
  return v;
}
