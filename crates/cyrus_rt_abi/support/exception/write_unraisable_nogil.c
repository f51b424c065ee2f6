//! write_unraisable for code that may not hold the GIL.
//@requires write_unraisable
//@fn __cyrus_write_unraisable_nogil(const char *, int) -> void nogil
//@proto
static void __cyrus_write_unraisable_nogil(const char *name, int full);
//@code
static void __cyrus_write_unraisable_nogil(const char *name, int full) {
  PyGILState_STATE gil = PyGILState_Ensure();
  __cyrus_write_unraisable(name, full);
  PyGILState_Release(gil);
}
