//! `a += b` where both are probably str: the reference to a is consumed, so that a string nobody else holds grows in
//! place.
//@fn __cyrus_str_iadd(steal, obj) -> new
//@proto
static PyObject *__cyrus_str_iadd(PyObject *a, PyObject *b);
//@code
static PyObject *__cyrus_str_iadd(PyObject *a, PyObject *b) {
  PyObject *r;
  if (PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b)) {
    PyUnicode_Append(&a, b);
    return a;
  }
  r = PyNumber_InPlaceAdd(a, b);
  Py_DECREF(a);
  return r;
}
