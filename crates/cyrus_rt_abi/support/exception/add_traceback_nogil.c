//! Adds an entry to the traceback of the raised exception, in code that may not hold the GIL.
//@requires add_traceback
//@fn __cyrus_add_traceback_nogil(const char *, int, const char *) -> void nogil
//@proto
static void __cyrus_add_traceback_nogil(const char *func, int line, const char *file);
//@code
static __CYRUS_COLD void __cyrus_add_traceback_nogil(const char *func, int line, const char *file) {
  PyGILState_STATE gil = PyGILState_Ensure();
  // A thread that Python does not know keeps no exception when it gives the GIL back.
  if (PyErr_Occurred())
    __cyrus_add_traceback(func, line, file);
  PyGILState_Release(gil);
}
