//! globals(): the dict of the module.
//@fn __cyrus_module_dict() -> new
//@proto
static inline PyObject *__cyrus_module_dict(void) { return Py_NewRef(__cyrus_d); }
