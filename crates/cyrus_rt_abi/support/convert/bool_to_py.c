//! True or False from a C truth value.
//@fn __cyrus_bool_to_py(int) -> new
//@proto
static inline PyObject *__cyrus_bool_to_py(int v) { return Py_NewRef(v ? Py_True : Py_False); }
