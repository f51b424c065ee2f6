//! Raising, catching, tracebacks.
//@use add_traceback, raise, raise_simple, raise_new, reraise, exc_enter, exc_leave, exc_handled, err_matches, err_matches2, err_ignore
//@use err_fetch, err_restore, write_unraisable, write_unraisable_nogil, raise_unbound, raise_unbound_cpp, raise_name_error
//@use raise_none, raise_none_container, raise_unpack, raise_arithmetic, raise_assertion, assertions_enabled
//@use err_occurred_nogil, gil_release_unknown, raise_nogil
FUNCTION(raise_) {
  __cyrus_raise(a[0], n > 1 && a[1] != Py_Ellipsis ? a[1] : NULL, n > 2 && a[2] != Py_Ellipsis ? a[2] : NULL,
                n > 3 ? a[3] : NULL);
  return NULL;
}
FUNCTION(raise1) { __cyrus_raise1(a[0]); return NULL; }
FUNCTION(raise_new) { __cyrus_raise_new(a[0], a[1]); return NULL; }
FUNCTION(reraise) { __cyrus_reraise(); return NULL; }
/* f, handler: try: return f() / except BaseException as e: return handler(e) / finally bookkeeping */
FUNCTION(try_) {
  PyObject *saved, *exc, *r = PyObject_CallNoArgs(a[0]);
  if (r) return r;
  __cyrus_add_traceback("outer", 11, "file.pyx");
  exc = __cyrus_exc_enter(&saved);
  r = PyObject_CallOneArg(a[1], exc);
  if (!r) __cyrus_add_traceback("outer", 13, "file.pyx");
  __cyrus_exc_leave(saved);
  Py_DECREF(exc);
  return r;
}
/* f, g: try: f() finally: g() */
FUNCTION(finally_) {
  PyObject *saved, *exc, *r = PyObject_CallNoArgs(a[0]), *s;
  if (r) {
    s = PyObject_CallNoArgs(a[1]);
    if (!s) Py_CLEAR(r);
    Py_XDECREF(s);
    return r;
  }
  exc = __cyrus_exc_enter(&saved);
  s = PyObject_CallNoArgs(a[1]);
  __cyrus_exc_leave(saved);
  if (!s) Py_DECREF(exc);
  else __cyrus_err_restore(exc);
  Py_XDECREF(s);
  return NULL;
}
FUNCTION(matches) {
  PyObject *r = PyObject_CallNoArgs(a[0]);
  int m = __cyrus_err_matches(a[1]);
  Py_XDECREF(r);
  PyErr_Clear();
  return PyLong_FromLong(m);
}
FUNCTION(ignore) {
  PyObject *r = PyObject_CallNoArgs(a[0]);
  if (r) return r;
  return __cyrus_err_ignore(a[1]) ? Py_NewRef(Py_None) : NULL;
}
FUNCTION(fetch) {
  PyObject *r = PyObject_CallNoArgs(a[0]);
  Py_XDECREF(r);
  r = __cyrus_err_fetch();
  return r ? r : Py_NewRef(Py_None);
}
FUNCTION(deep) {
  int i;
  PyErr_SetString(PyExc_KeyError, "x");
  for (i = 0; i < 500; i++) __cyrus_add_traceback("deep", i % 130 + 1, "file.pyx");
  return NULL;
}
FUNCTION(handled) { PyObject *r = __cyrus_exc_handled(); return r ? r : Py_NewRef(Py_None); }
FUNCTION(unraisable) {
  PyErr_SetString(PyExc_ValueError, "lost");
  __cyrus_add_traceback("lossy", 3, "file.pyx");
  if (PyObject_IsTrue(a[0])) {
    PyThreadState *s = __cyrus_gil_release_unknown();
    int raised = __cyrus_err_occurred_nogil();
    __cyrus_write_unraisable_nogil("t.lossy", 0);
    __cyrus_gil_restore_unknown(s);
    return PyLong_FromLong(raised + 2 * (PyErr_Occurred() != NULL));
  }
  __cyrus_write_unraisable("t.lossy", 1);
  return PyLong_FromLong(PyErr_Occurred() != NULL);
}
FUNCTION(message) {
  long i = PyLong_AsLong(a[0]);
  if (i == 0) __cyrus_raise_unbound_local("x");
  if (i == 1) __cyrus_raise_unbound_free("x");
  if (i == 2) __cyrus_raise_unbound_cpp_global("x");
  if (i == 3) __cyrus_raise_unbound_cpp_attribute("x");
  if (i == 4) __cyrus_raise_name_error(a[1]);
  if (i == 5) __cyrus_raise_none_attribute("x");
  if (i == 6) __cyrus_raise_none_subscript();
  if (i == 7) __cyrus_raise_none_iter();
  if (i == 8) __cyrus_raise_none_contains();
  if (i == 9) __cyrus_raise_none_len();
  if (i == 10) __cyrus_raise_need_more_values(1);
  if (i == 11) __cyrus_raise_need_more_values(2);
  if (i == 12) __cyrus_raise_too_many_values(3);
  if (i == 13) { PyThreadState *s = PyEval_SaveThread(); __cyrus_raise_int_zero_division(); PyEval_RestoreThread(s); }
  if (i == 14) __cyrus_raise_overflow();
  if (i == 15) __cyrus_raise_assertion(a[1]);
  if (i == 16) __cyrus_raise_assertion(NULL);
  if (i == 17) return PyLong_FromLong(__cyrus_assertions_enabled());
  return NULL;
}
