//! Descriptors that several modules know: of classes declared in `.pxd` files, and of their instances.
//!
//! In a process there is one descriptor for each such class, whichever module brought it: they are entered by name,
//! arguments included, in a dict of the module that shared types live in. Who comes later uses what it finds, after
//! having made sure that it was compiled from the same declaration.
//!
//! A module leaves out methods of a generic instance that it does not call. The entries are NULL until a module comes that
//! calls them, which puts its own there.
//@requires cyp_type
//@proto
// The descriptor of a class, NULL if none was entered. `module`, if given, is imported first, as it must bring it.
// -1 on error.
static int __cyrus_cyp_shared_find(__cyrus_cyp_type **found, const char *key, const char *module, size_t size, uint32_t methods);
static int __cyrus_cyp_shared_enter(const char *key, __cyrus_cyp_type *type);
// Adds what the first module left out: its own methods, and the table, whose slots call the methods `slots`.
static void __cyrus_cyp_shared_fill(__cyrus_cyp_type *type, __cyrus_cyp_fn *own, const uint32_t *slots, uint32_t count);
//@code
static __CYRUS_ONCE void __cyrus_cyp_shared_fill(__cyrus_cyp_type *type, __cyrus_cyp_fn *own, const uint32_t *slots, uint32_t count) {
    __cyrus_cyp_fn *known = (__cyrus_cyp_fn *)type->own, *table = (__cyrus_cyp_fn *)type->mro[0].methods;
    uint32_t i;
    for (i = 0; i < type->own_count; i++) {
        if (!known[i])
            known[i] = own[i];
    }
    for (i = 0; i < count; i++) {
        if (!table[i])
            table[i] = own[slots[i]];
    }
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_shared_dict(void) {
    PyObject *module = PyImport_AddModule(__CYRUS_ABI), *dict, *known;
    if (!module)
        return NULL;
    dict = PyModule_GetDict(module);
    known = PyDict_GetItemString(dict, "cypclasses");
    if (!known) {
        known = PyDict_New();
        if (!known || PyDict_SetItemString(dict, "cypclasses", known) < 0) {
            Py_XDECREF(known);
            return NULL;
        }
        Py_DECREF(known);
    }
    return known;
}
static __CYRUS_ONCE int __cyrus_cyp_shared_find(__cyrus_cyp_type **found, const char *key, const char *module, size_t size, uint32_t methods) {
    PyObject *known, *capsule;
    *found = NULL;
    if (module) {
        PyObject *imported = PyImport_ImportModule(module);
        if (!imported)
            return -1;
        Py_DECREF(imported);
    }
    known = __cyrus_cyp_shared_dict();
    if (!known)
        return -1;
    capsule = PyDict_GetItemString(known, key);
    if (capsule) {
        *found = (__cyrus_cyp_type *)PyCapsule_GetPointer(capsule, NULL);
        if (!*found)
            return -1;
        if ((*found)->size != size || (*found)->own_count != methods) {
            PyErr_Format(PyExc_ImportError, "cypclass '%.200s' has changed: a module that uses it has to be compiled again", key);
            return -1;
        }
        return 0;
    }
    if (module) {
        PyErr_Format(PyExc_ImportError, "module '%.200s' does not define cypclass '%.200s'", module, key);
        return -1;
    }
    return 0;
}
static __CYRUS_ONCE int __cyrus_cyp_shared_enter(const char *key, __cyrus_cyp_type *type) {
    PyObject *known = __cyrus_cyp_shared_dict(), *capsule;
    int result;
    if (!known)
        return -1;
    capsule = PyCapsule_New(type, NULL, NULL);
    if (!capsule)
        return -1;
    result = PyDict_SetItemString(known, key, capsule);
    Py_DECREF(capsule);
    return result;
}
