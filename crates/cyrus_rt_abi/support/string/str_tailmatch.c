//! str.startswith (direction -1) and str.endswith (1) with C bounds, of a str or a tuple of str.
//@fn __cyrus_str_tailmatch(obj, obj, Py_ssize_t, Py_ssize_t, int) -> int !neg1
//@proto
static int __cyrus_str_tailmatch(PyObject *o, PyObject *part, Py_ssize_t start, Py_ssize_t stop, int direction);
//@code
static int __cyrus_str_tailmatch(PyObject *o, PyObject *part, Py_ssize_t start, Py_ssize_t stop, int direction) {
  if (PyTuple_Check(part)) {
    Py_ssize_t i;
    int r = 0;
    for (i = 0; !r && i < PyTuple_GET_SIZE(part); i++)
      r = (int)PyUnicode_Tailmatch(o, PyTuple_GET_ITEM(part, i), start, stop, direction);
    return r;
  }
  return (int)PyUnicode_Tailmatch(o, part, start, stop, direction);
}
