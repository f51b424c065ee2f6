//! `raise` without operands: the handled exception goes on, with its traceback.
//@requires exc_handled, err_restore
//@fn __cyrus_reraise() -> void
//@proto
static void __cyrus_reraise(void);
//@code
static void __cyrus_reraise(void) {
  PyObject *exc = __cyrus_exc_handled();
  if (exc) __cyrus_err_restore(exc);
  else PyErr_SetString(PyExc_RuntimeError, "No active exception to reraise");
}
