//! Publishing C functions and variables to other modules: capsules in the module's `__pyx_capi__` dict.
//!
//! The capsule's name is the C signature, as Cython writes it, so that modules of both compilers find each other's.
//! `signature` must live as long as the process.
//@str __pyx_capi__
//@fn __cyrus_capi_export(const char *, void *, const char *) -> int !neg
//@proto
static int __cyrus_capi_export(const char *name, void *pointer, const char *signature);
//@code
static __CYRUS_ONCE int __cyrus_capi_export(const char *name, void *pointer, const char *signature) {
    PyObject *dict = PyDict_GetItemWithError(__cyrus_d, __cyrus_s___pyx_capi__), *capsule;
    int result = -1;
    if (dict) {
        Py_INCREF(dict);
    } else {
        if (PyErr_Occurred() || !(dict = PyDict_New()))
            return -1;
        if (PyDict_SetItem(__cyrus_d, __cyrus_s___pyx_capi__, dict) < 0)
            goto done;
    }
    capsule = PyCapsule_New(pointer, signature, NULL);
    if (capsule) {
        result = PyDict_SetItemString(dict, name, capsule);
        __CYRUS_DROP(capsule);
    }
done:
    __CYRUS_DROP(dict);
    return result;
}
