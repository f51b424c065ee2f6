//! `del name` in the body of a class.
//@requires err_ignore, raise_name_error
//@fn __cyrus_del_class_name(obj, obj) -> int !neg1
//@proto
static int __cyrus_del_class_name(PyObject *ns, PyObject *name);
//@code
static int __cyrus_del_class_name(PyObject *ns, PyObject *name) {
  int r = PyObject_DelItem(ns, name);
  if (r && __cyrus_err_ignore(PyExc_KeyError)) __cyrus_raise_name_error(name);
  return r;
}
