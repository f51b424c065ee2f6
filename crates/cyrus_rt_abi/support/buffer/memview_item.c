//! The step along one dimension that may be reached through a pointer.
//@fn __cyrus_mv_step(char *, Py_ssize_t, Py_ssize_t, Py_ssize_t) -> char * nogil pure
//@proto
static inline char *__cyrus_mv_step(char *p, Py_ssize_t i, Py_ssize_t stride, Py_ssize_t suboffset) {
  p += i * stride;
  return suboffset < 0 ? p : *(char **)p + suboffset;
}
