//! a, *b, c = o: `before` values, a list of the rest, `after` values into `out` (before + 1 + after owned references).
//! On error `out` holds nothing.
//@requires raise_unpack
//@fn __cyrus_unpack_star(obj, PyObject **, Py_ssize_t, Py_ssize_t) -> int !neg1
//@proto
static int __cyrus_unpack_star(PyObject *o, PyObject **out, Py_ssize_t before, Py_ssize_t after);
//@code
static int __cyrus_unpack_star(PyObject *o, PyObject **out, Py_ssize_t before, Py_ssize_t after) {
  Py_ssize_t i, n;
  PyObject *rest, *all = PySequence_List(o);
  if (!all) return -1;
  n = PyList_GET_SIZE(all);
  if (n < before + after) {
    __cyrus_raise_need_more_values(n);
    Py_DECREF(all);
    return -1;
  }
  rest = PyList_GetSlice(all, before, n - after);
  if (!rest) {
    Py_DECREF(all);
    return -1;
  }
  for (i = 0; i < before; i++) out[i] = Py_NewRef(PyList_GET_ITEM(all, i));
  out[before] = rest;
  for (i = 0; i < after; i++) out[before + 1 + i] = Py_NewRef(PyList_GET_ITEM(all, n - after + i));
  Py_DECREF(all);
  return 0;
}
