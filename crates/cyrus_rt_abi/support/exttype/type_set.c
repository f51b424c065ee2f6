//! Setting an attribute of an extension type (which Python code could not set).
//@fn __cyrus_type_set(PyTypeObject *, obj, obj) -> int !neg
//@fn __cyrus_type_del(PyTypeObject *, obj) -> int !neg
//@proto
static int __cyrus_type_set(PyTypeObject *type, PyObject *name, PyObject *value);
static int __cyrus_type_del(PyTypeObject *type, PyObject *name);
//@code
static __CYRUS_ONCE int __cyrus_type_set(PyTypeObject *type, PyObject *name, PyObject *value) {
    PyObject *hook, *result;
    if (PyDict_SetItem(type->tp_dict, name, value) < 0)
        return -1;
    PyType_Modified(type);
    hook = PyObject_GetAttrString((PyObject *)Py_TYPE(value), "__set_name__");
    if (!hook) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError))
            return -1;
        PyErr_Clear();
        return 0;
    }
    result = PyObject_CallFunctionObjArgs(hook, value, (PyObject *)type, name, NULL);
    __CYRUS_DROP(hook);
    __CYRUS_DROP(result);
    return result ? 0 : -1;
}
static __CYRUS_ONCE int __cyrus_type_del(PyTypeObject *type, PyObject *name) {
    if (PyDict_DelItem(type->tp_dict, name) < 0)
        return -1;
    PyType_Modified(type);
    return 0;
}
