//! Index arithmetic of strings: the position, or -1 with an IndexError that takes the GIL by itself.
//@requires raise_nogil
//@proto
static inline Py_ssize_t __cyrus_index(Py_ssize_t i, Py_ssize_t n, int wraparound, int boundscheck, const char *message) {
  if (wraparound && i < 0) i += n;
  if (__CYRUS_LIKELY(!boundscheck || (size_t)i < (size_t)n)) return i;
  __cyrus_raise_nogil(PyExc_IndexError, message);
  return -1;
}
