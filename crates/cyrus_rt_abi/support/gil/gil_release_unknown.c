//! `with nogil` in a function that may run with or without the GIL: releases it if this thread holds it.
//! NULL says it was not held; the restoring function then does nothing.
//@fn __cyrus_gil_release_unknown() -> PyThreadState * nogil
//@fn __cyrus_gil_restore_unknown(PyThreadState *) -> void nogil
//@proto
static inline PyThreadState *__cyrus_gil_release_unknown(void) {
  return PyGILState_Check() ? PyEval_SaveThread() : NULL;
}
static inline void __cyrus_gil_restore_unknown(PyThreadState *state) {
  if (state) PyEval_RestoreThread(state);
}
