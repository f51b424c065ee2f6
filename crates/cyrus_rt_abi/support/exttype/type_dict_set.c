//! As type_set, for a type given as an object.
//@requires type_set
//@fn __cyrus_type_dict_set(obj, obj, obj) -> int !neg
//@proto
static inline int __cyrus_type_dict_set(PyObject *type, PyObject *name, PyObject *value) {
    return __cyrus_type_set((PyTypeObject *)type, name, value);
}
