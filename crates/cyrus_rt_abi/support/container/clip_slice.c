//! Slice bounds brought into a sequence of length n, as Python does: negative ones count from the end, then both are
//! clipped; *start <= *stop afterwards. An absent start is 0, an absent stop PY_SSIZE_T_MAX.
//@fn __cyrus_clip_slice(Py_ssize_t *, Py_ssize_t *, Py_ssize_t) -> void nogil
//@proto
static inline void __cyrus_clip_slice(Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t n) {
  if (*start < 0 && (*start += n) < 0) *start = 0;
  if (*stop < 0) *stop += n;
  else if (*stop > n) *stop = n;
  if (*start > *stop) *stop = *start;
  if (*start > n) *start = *stop = n;
}
