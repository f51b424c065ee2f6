//! Reports and clears the raised exception where it cannot propagate; `name` says where. With `full` the whole
//! traceback is printed first. The GIL must be held.
//@fn __cyrus_write_unraisable(const char *, int) -> void
//@proto
static void __cyrus_write_unraisable(const char *name, int full);
//@code
static __CYRUS_BRIEF void __cyrus_write_unraisable(const char *name, int full) {
  PyObject *t, *v, *tb, *where;
  PyErr_Fetch(&t, &v, &tb);
  if (full) {
    Py_XINCREF(t);
    Py_XINCREF(v);
    Py_XINCREF(tb);
    PyErr_Restore(t, v, tb);
    PyErr_PrintEx(0);
  }
  where = PyUnicode_FromString(name);
  PyErr_Restore(t, v, tb);
  PyErr_WriteUnraisable(where ? where : Py_None);
  Py_XDECREF(where);
}
