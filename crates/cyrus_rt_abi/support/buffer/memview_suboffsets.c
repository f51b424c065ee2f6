//! The suboffsets of views whose type has none: all -1.
//@fn __cyrus_mv_suboffsets() -> Py_ssize_t * nogil pure
//@proto
static inline Py_ssize_t *__cyrus_mv_suboffsets(void) {
  static Py_ssize_t direct[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
  return direct;
}
