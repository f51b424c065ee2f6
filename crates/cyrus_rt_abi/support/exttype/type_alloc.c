//! A new, zeroed instance of an extension type that inherits from nothing but object.
//@fn __cyrus_type_alloc(PyTypeObject *) -> new
//@proto
static inline PyObject *__cyrus_type_alloc(PyTypeObject *type) {
    if (__CYRUS_LIKELY(!(type->tp_flags & Py_TPFLAGS_IS_ABSTRACT)))
        return type->tp_alloc(type, 0);
    // This fails, with the right message.
    return PyBaseObject_Type.tp_new(type, __cyrus_empty_tuple, NULL);
}
