//! s[start:stop].decode(encoding, errors) of n bytes at s, or with n = -1 of a string that is only measured when a bound
//! is negative or the stop absent (PY_SSIZE_T_MAX). A NULL encoding is UTF-8.
//@requires clip_slice
//@include <string.h>
//@fn __cyrus_decode(const char *, Py_ssize_t, Py_ssize_t, Py_ssize_t, const char *, const char *) -> new
//@proto
static PyObject *__cyrus_decode(const char *s, Py_ssize_t n, Py_ssize_t start, Py_ssize_t stop, const char *encoding,
                                const char *errors);
//@code
static PyObject *__cyrus_decode(const char *s, Py_ssize_t n, Py_ssize_t start, Py_ssize_t stop, const char *encoding,
                                const char *errors) {
  if (n < 0) n = start < 0 || stop < 0 || stop == PY_SSIZE_T_MAX ? (Py_ssize_t)strlen(s) : PY_SSIZE_T_MAX;
  __cyrus_clip_slice(&start, &stop, n);
  return PyUnicode_Decode(s + start, stop - start, encoding, errors);
}
