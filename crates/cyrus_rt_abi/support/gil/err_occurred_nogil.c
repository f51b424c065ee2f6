//! Whether an exception is raised, asked by code that may not hold the GIL (after a call of an `except *` function).
//!
//! Reads the exception of this thread's own state, which only this thread sets; so the GIL is not needed.
//@requires thread_state
//@fn __cyrus_err_occurred_nogil() -> int nogil
//@proto
static int __cyrus_err_occurred_nogil(void);
//@code
static int __cyrus_err_occurred_nogil(void) {
#if PY_VERSION_HEX >= 0x030C0000
  PyThreadState *state = __cyrus_tstate();
  if (!state) state = PyGILState_GetThisThreadState();
  return state && state->current_exception != NULL;
#else
  PyThreadState *state = PyGILState_GetThisThreadState();
  return state && state->curexc_type != NULL;
#endif
}
