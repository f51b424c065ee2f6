//! The function object behind a method of an extension type, out of its staticmethod or classmethod; NULL without an exception where
//! the type has something else there.
//@requires function
//@fn __cyrus_method_function(PyTypeObject *, obj) -> new?
//@proto
static PyObject *__cyrus_method_function(PyTypeObject *type, PyObject *name);
//@code
static __CYRUS_ONCE PyObject *__cyrus_method_function(PyTypeObject *type, PyObject *name) {
    PyObject *f = PyDict_GetItemWithError(type->tp_dict, name);
    if (!f)
        return NULL;
    if (Py_IS_TYPE(f, &PyStaticMethod_Type) || Py_IS_TYPE(f, &PyClassMethod_Type))
        f = PyObject_GetAttrString(f, "__func__");
    else
        Py_INCREF(f);
    if (f && !Py_IS_TYPE(f, __cyrus_function_type))
        Py_CLEAR(f);
    return f;
}
