//! type(o) and isinstance by a type known to be one.
//@fn __cyrus_type_of(obj) -> new
//@fn __cyrus_is_a(obj, PyTypeObject *) -> int pure
//@proto
static inline PyObject *__cyrus_type_of(PyObject *o) { return Py_NewRef((PyObject *)Py_TYPE(o)); }
static inline int __cyrus_is_a(PyObject *o, PyTypeObject *type) { return PyObject_TypeCheck(o, type); }
