//! What a method of an extension type shows as its `__defaults__` and `__kwdefaults__`. Calls do not look there: their
//! defaults are compiled in, or static variables.
//@requires function, method_function
//@fn __cyrus_method_defaults(PyTypeObject *, obj, obj?, obj?) -> int !neg
//@proto
static int __cyrus_method_defaults(PyTypeObject *type, PyObject *name, PyObject *defaults, PyObject *kwdefaults);
//@code
static __CYRUS_ONCE int __cyrus_method_defaults(PyTypeObject *type, PyObject *name, PyObject *defaults, PyObject *kwdefaults) {
    PyObject *f = __cyrus_method_function(type, name);
    int failed = 0;
    if (!f)
        return PyErr_Occurred() ? -1 : 0;
    if (defaults)
        failed |= __cyrus_function_set(f, __CYRUS_FN_DEFAULTS, defaults);
    if (kwdefaults)
        failed |= __cyrus_function_set(f, __CYRUS_FN_KWDEFAULTS, kwdefaults);
    Py_DECREF(f);
    return failed;
}
