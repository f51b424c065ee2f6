//! set.update(iterable), also for `{*a, *b}`.
//@requires call_method1
//@str update
//@fn __cyrus_set_update(obj, obj) -> int !neg1
//@proto
static int __cyrus_set_update(PyObject *o, PyObject *values);
//@code
static int __cyrus_set_update(PyObject *o, PyObject *values) {
  PyObject *r = __cyrus_call_method1(o, __cyrus_s_update, values);
  Py_XDECREF(r);
  return r ? 0 : -1;
}
