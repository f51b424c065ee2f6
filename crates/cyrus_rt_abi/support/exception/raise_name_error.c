//! NameError for a global or builtin name that does not exist.
//@fn __cyrus_raise_name_error(obj) -> void
//@proto
static void __cyrus_raise_name_error(PyObject *name);
//@code
static void __cyrus_raise_name_error(PyObject *name) {
  PyErr_Format(PyExc_NameError, "name '%U' is not defined", name);
}
