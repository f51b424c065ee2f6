//! Takes the raised exception out of the error indicator, normalised and with its traceback attached;
//! NULL when nothing was raised. One reference stands for the whole (type, value, traceback) triple.
//@fn __cyrus_err_fetch() -> new?
//@proto
static PyObject *__cyrus_err_fetch(void);
//@code
static PyObject *__cyrus_err_fetch(void) {
#if PY_VERSION_HEX >= 0x030C0000
  return PyErr_GetRaisedException();
#else
  PyObject *t, *v, *tb;
  PyErr_Fetch(&t, &v, &tb);
  if (t) {
    PyErr_NormalizeException(&t, &v, &tb);
    if (tb) PyException_SetTraceback(v, tb);
    Py_DECREF(t);
    Py_XDECREF(tb);
  }
  return v;
#endif
}
