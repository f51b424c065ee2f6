//! The dict of an extension type, as the namespace of statements in its body. Attribute caches of the type are
//! forgotten, because such statements are there to add something.
//@fn __cyrus_type_dict(obj) -> new
//@proto
static PyObject *__cyrus_type_dict(PyObject *type);
//@code
static __CYRUS_ONCE PyObject *__cyrus_type_dict(PyObject *type) {
    PyType_Modified((PyTypeObject *)type);
    return Py_NewRef(((PyTypeObject *)type)->tp_dict);
}
