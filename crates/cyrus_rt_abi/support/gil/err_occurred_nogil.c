//! Whether an exception is raised, asked by code that may not hold the GIL (after a call of an `except *` function).
//@fn __cyrus_err_occurred_nogil() -> int nogil
//@proto
static int __cyrus_err_occurred_nogil(void);
//@code
static int __cyrus_err_occurred_nogil(void) {
  PyGILState_STATE gil = PyGILState_Ensure();
  int raised = PyErr_Occurred() != NULL;
  PyGILState_Release(gil);
  return raised;
}
