//! The table of C methods of an extension type, as its module published it: NULL without an error if it has none.
//@str __pyx_vtable__
//@fn __cyrus_vtable_get(PyTypeObject *) -> void * !occ
//@proto
static void *__cyrus_vtable_get(PyTypeObject *type);
//@code
static __CYRUS_COLD void *__cyrus_vtable_get(PyTypeObject *type) {
    // Builtin types keep their dict elsewhere (3.12), and have no table anyway.
    PyObject *capsule = type->tp_dict ? PyDict_GetItemWithError(type->tp_dict, __cyrus_s___pyx_vtable__) : NULL;
    return capsule ? PyCapsule_GetPointer(capsule, NULL) : NULL;
}
