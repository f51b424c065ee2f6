//! The table of C methods of an extension type, as its module published it: NULL without an error if it has none.
//!
//! `name` says how the methods are called: NULL if Cython's modules call them in the same way. A table with another name
//! is refused.
//@str __pyx_vtable__
//@fn __cyrus_vtable_get(PyTypeObject *, const char *) -> void * !occ
//@proto
static void *__cyrus_vtable_get(PyTypeObject *type, const char *name);
//@code
static __CYRUS_ONCE void *__cyrus_vtable_get(PyTypeObject *type, const char *name) {
    // Builtin types keep their dict elsewhere (3.12), and have no table anyway.
    PyObject *capsule = type->tp_dict ? PyDict_GetItemWithError(type->tp_dict, __cyrus_s___pyx_vtable__) : NULL;
    if (!capsule || PyCapsule_IsValid(capsule, name))
        return capsule ? PyCapsule_GetPointer(capsule, name) : NULL;
    return PyErr_Format(PyExc_TypeError,
                        "the C methods of %.200s are called in another way than this module expects: "
                        "both modules must be compiled by the same compiler",
                        type->tp_name);
}
