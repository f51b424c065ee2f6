//! list.extend(iterable).
//@fn __cyrus_list_extend(obj, obj) -> int !neg1
//@proto
static int __cyrus_list_extend(PyObject *o, PyObject *values);
//@code
static int __cyrus_list_extend(PyObject *o, PyObject *values) {
#if PY_VERSION_HEX >= 0x030D0000
  return PyList_Extend(o, values);
#else
  PyObject *r = _PyList_Extend((PyListObject *)o, values);
  Py_XDECREF(r);
  return r ? 0 : -1;
#endif
}
