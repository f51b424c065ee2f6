//! `del name` of a module's global.
//@requires err_ignore, raise_name_error
//@fn __cyrus_del_global(obj) -> int !neg1
//@proto
static int __cyrus_del_global(PyObject *name);
//@code
static int __cyrus_del_global(PyObject *name) {
  int r = PyDict_DelItem(__cyrus_d, name);
  if (r && __cyrus_err_ignore(PyExc_KeyError)) __cyrus_raise_name_error(name);
  return r;
}
