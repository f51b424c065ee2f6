//! Py_hash_t from an int-like object (it has the width of Py_ssize_t on every supported platform).
//@requires as_ssize_t
//@fn __cyrus_as_hash_t(obj) -> Py_hash_t !neg1occ
//@proto
static inline Py_hash_t __cyrus_as_hash_t(PyObject *o) { return __cyrus_as_ssize_t(o); }
