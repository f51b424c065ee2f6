//! Publishing the table of C methods of an extension type in its dict, where Cython's modules look for it too; the name
//! as for vtable_get.
//!
//! With several bases, each base that has a table must have that of an ancestor in the line of the first base: the
//! table of the type extends only that one.
//@str __pyx_vtable__
//@fn __cyrus_vtable_set(PyTypeObject *, void *, const char *) -> int !neg
//@proto
static int __cyrus_vtable_set(PyTypeObject *type, void *vtable, const char *name);
//@code
static __CYRUS_ONCE void *__cyrus_vtable_of(PyTypeObject *type) {
    PyObject *capsule = type->tp_dict ? PyDict_GetItemWithError(type->tp_dict, __cyrus_s___pyx_vtable__) : NULL;
    return capsule ? PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)) : NULL;
}
static __CYRUS_ONCE int __cyrus_vtable_set(PyTypeObject *type, void *vtable, const char *name) {
    PyObject *capsule = PyCapsule_New(vtable, name, NULL), *bases = type->tp_bases;
    PyTypeObject *other, *base;
    void *table;
    Py_ssize_t i;
    if (!capsule)
        return -1;
    i = PyDict_SetItem(type->tp_dict, __cyrus_s___pyx_vtable__, capsule);
    __CYRUS_DROP(capsule);
    if (i < 0)
        return -1;
    for (i = 1; i < PyTuple_GET_SIZE(bases); i++) {
        other = (PyTypeObject *)PyTuple_GET_ITEM(bases, i);
        table = __cyrus_vtable_of(other);
        for (base = table ? type->tp_base : NULL; base; base = base->tp_base)
            if (__cyrus_vtable_of(base) == table)
                break;
        if (table && !base && !PyErr_Occurred())
            PyErr_Format(PyExc_TypeError, "multiple bases have vtable conflict: '%.200s' and '%.200s'",
                         type->tp_base->tp_name, other->tp_name);
        if (PyErr_Occurred())
            return -1;
    }
    return 0;
}
