//! `2 ** x`: a shift when x is a small non-negative int. Takes the constant 2 as object, and x.
//@requires pylong
//@fn __cyrus_pow2(obj, obj) -> new
//@proto
static PyObject *__cyrus_pow2(PyObject *two, PyObject *x);
//@code
static PyObject *__cyrus_pow2(PyObject *two, PyObject *x) {
  if (PyLong_CheckExact(x) && __cyrus_pylong_is_compact(x)) {
    Py_ssize_t n = __cyrus_pylong_compact(x);
    if (n >= 0 && n < 63) return PyLong_FromLongLong(1LL << n);
    if (n >= 0) {
      PyObject *one = PyLong_FromLong(1), *r = one ? PyNumber_Lshift(one, x) : NULL;
      Py_XDECREF(one);
      return r;
    }
  }
  return PyNumber_Power(two, x, Py_None);
}
