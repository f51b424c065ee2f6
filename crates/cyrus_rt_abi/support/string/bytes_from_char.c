//! A C character as a bytes object of length one.
//@fn __cyrus_bytes_from_char(char) -> new
//@proto
static inline PyObject *__cyrus_bytes_from_char(char c) { return PyBytes_FromStringAndSize(&c, 1); }
