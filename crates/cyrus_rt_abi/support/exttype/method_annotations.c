//! The `__annotations__` of a method of an extension type.
//@requires function, method_function
//@fn __cyrus_method_annotations(obj, obj, obj) -> int !neg
//@proto
static int __cyrus_method_annotations(PyObject *type, PyObject *name, PyObject *annotations);
//@code
static __CYRUS_ONCE int __cyrus_method_annotations(PyObject *type, PyObject *name, PyObject *annotations) {
    PyObject *f = __cyrus_method_function((PyTypeObject *)type, name);
    int failed;
    if (!f)
        return PyErr_Occurred() ? -1 : 0;
    failed = __cyrus_function_set(f, __CYRUS_FN_ANNOTATIONS, annotations);
    Py_DECREF(f);
    return failed;
}
