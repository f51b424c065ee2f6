//! After an iterator gave NULL: 0 if it has simply ended (a StopIteration is cleared), -1 if an error is raised.
//@requires err_ignore
//@fn __cyrus_iter_end() -> int !neg1
//@proto
static inline int __cyrus_iter_end(void) {
  return __CYRUS_LIKELY(!PyErr_Occurred()) || __cyrus_err_ignore(PyExc_StopIteration) ? 0 : -1;
}
