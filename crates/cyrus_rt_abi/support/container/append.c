//! o.append(x) where o is probably a list, as a statement.
//@requires list_append, call_method1
//@str append
//@fn __cyrus_append(obj, obj) -> int !neg1
//@proto
static int __cyrus_append(PyObject *o, PyObject *x);
//@code
static int __cyrus_append(PyObject *o, PyObject *x) {
  PyObject *r;
  if (__CYRUS_LIKELY(PyList_CheckExact(o))) return __cyrus_list_append(o, x);
  r = __cyrus_call_method1(o, __cyrus_s_append, x);
  Py_XDECREF(r);
  return r ? 0 : -1;
}
