//! What a method of an extension type shows as its `__defaults__` and `__kwdefaults__`. Calls do not look there: their
//! defaults are compiled in, or static variables.
//@requires function
//@fn __cyrus_method_defaults(PyTypeObject *, obj, obj?, obj?) -> int !neg
//@proto
static int __cyrus_method_defaults(PyTypeObject *type, PyObject *name, PyObject *defaults, PyObject *kwdefaults);
//@code
static __CYRUS_ONCE int __cyrus_method_defaults(PyTypeObject *type, PyObject *name, PyObject *defaults, PyObject *kwdefaults) {
    PyObject *f = PyDict_GetItemWithError(type->tp_dict, name);
    int failed = 0;
    if (!f)
        return PyErr_Occurred() ? -1 : 0;
    // Out of its staticmethod or classmethod.
    if (Py_IS_TYPE(f, &PyStaticMethod_Type) || Py_IS_TYPE(f, &PyClassMethod_Type)) {
        f = PyObject_GetAttrString(f, "__func__");
        if (!f)
            return -1;
    } else {
        Py_INCREF(f);
    }
    if (Py_IS_TYPE(f, __cyrus_function_type)) {
        if (defaults)
            failed |= __cyrus_function_set(f, __CYRUS_FN_DEFAULTS, defaults);
        if (kwdefaults)
            failed |= __cyrus_function_set(f, __CYRUS_FN_KWDEFAULTS, kwdefaults);
    }
    Py_DECREF(f);
    return failed;
}
