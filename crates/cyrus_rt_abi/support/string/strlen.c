//! len() of a C string. One longer than Py_ssize_t can say is an error, as in Python; no memory holds it.
//@include <string.h>
//@fn __cyrus_strlen(const char *) -> Py_ssize_t nogil pure
//@proto
static inline Py_ssize_t __cyrus_strlen(const char *s) { return (Py_ssize_t)strlen(s); }
