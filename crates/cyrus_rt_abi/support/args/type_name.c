//! How a type is named in messages: as CPython 3.13 does, before that by its tp_name.
//@fn __cyrus_type_name(PyTypeObject *) -> new
//@proto
static PyObject *__cyrus_type_name(PyTypeObject *type);
//@code
static __CYRUS_ONCE PyObject *__cyrus_type_name(PyTypeObject *type) {
#if PY_VERSION_HEX >= 0x030D0000
    return PyType_GetFullyQualifiedName(type);
#else
    return PyUnicode_FromFormat("%.200s", type->tp_name);
#endif
}
