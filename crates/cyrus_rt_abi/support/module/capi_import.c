//! Fetching a C function or variable that another module published in `__pyx_capi__`.
//!
//! `what` is "function" or "variable". With `optional` a missing name gives NULL without an error.
//@str __pyx_capi__
//@fn __cyrus_capi_import(obj, const char *, const char *, const char *, int) -> void * !occ
//@proto
static void *__cyrus_capi_import(PyObject *module, const char *name, const char *signature, const char *what, int optional);
//@code
static __CYRUS_ONCE void *__cyrus_capi_import(PyObject *module, const char *name, const char *signature, const char *what,
                                              int optional) {
    PyObject *dict = PyObject_GetAttr(module, __cyrus_s___pyx_capi__), *capsule;
    void *pointer = NULL;
    if (!dict)
        return NULL;
    capsule = PyMapping_GetItemString(dict, name);
    if (!capsule) {
        if (PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Clear();
            if (!optional)
                PyErr_Format(PyExc_ImportError, "%.200s does not export expected C %.8s %.200s", PyModule_GetName(module),
                             what, name);
        }
    } else if (PyCapsule_IsValid(capsule, signature)) {
        pointer = PyCapsule_GetPointer(capsule, signature);
    } else {
        PyErr_Format(PyExc_TypeError, "C %.8s %.200s.%.200s has wrong signature (expected %.500s, got %.500s)", what,
                     PyModule_GetName(module), name, signature,
                     PyCapsule_CheckExact(capsule) ? PyCapsule_GetName(capsule) : "no capsule");
    }
    __CYRUS_DROP(capsule);
    __CYRUS_DROP(dict);
    return pointer;
}
