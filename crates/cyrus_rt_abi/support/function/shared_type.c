//! Types that all modules of a process share, so that `type(f)` is the same whichever module made `f`.
//!
//! They live in the dict of the module `_cyrus_2` in sys.modules. The number changes whenever the layout of a
//! shared object changes; modules with another number have their own types. The spec's name begins with the
//! module's name. The reference returned is owned; modules never drop it. `abc`, if not NULL, names the class of
//! collections.abc that a new type is registered with.
//@fn __cyrus_shared_type(PyType_Spec *, obj?, const char *) -> PyTypeObject * !null
//@proto
#define __CYRUS_ABI "_cyrus_2"
static PyTypeObject *__cyrus_shared_type(PyType_Spec *spec, PyObject *bases, const char *abc);
//@code
static __CYRUS_ONCE int __cyrus_shared_type_register(PyObject *type, const char *abc) {
    PyObject *module = PyImport_ImportModule("_collections_abc"), *base = NULL, *result = NULL;
    if (module)
        base = PyObject_GetAttrString(module, abc);
    if (base)
        result = PyObject_CallMethod(base, "register", "O", type);
    __CYRUS_DROP(module);
    __CYRUS_DROP(base);
    __CYRUS_DROP(result);
    return result ? 0 : -1;
}
static __CYRUS_ONCE PyTypeObject *__cyrus_shared_type(PyType_Spec *spec, PyObject *bases, const char *abc) {
    PyObject *module = PyImport_AddModule(__CYRUS_ABI), *dict, *name, *found, *type = NULL;
    if (!module)
        return NULL;
    dict = PyModule_GetDict(module);
    name = PyUnicode_FromString(strrchr(spec->name, '.') + 1);
    if (!name)
        return NULL;
    found = PyDict_GetItemWithError(dict, name);
    if (!found && !PyErr_Occurred()) {
        type = PyType_FromSpecWithBases(spec, bases);
        if (type) {
#if PY_VERSION_HEX < 0x030A0000
            ((PyTypeObject *)type)->tp_new = NULL;
#endif
            found = abc && __cyrus_shared_type_register(type, abc) < 0 ? NULL : PyDict_SetDefault(dict, name, type);
        }
    }
    Py_XINCREF(found);
    __CYRUS_DROP(type);
    __CYRUS_DROP(name);
    if (found && (!PyType_Check(found) || ((PyTypeObject *)found)->tp_basicsize != spec->basicsize)) {
        PyErr_Format(PyExc_TypeError, "Shared Cyrus type %.200s has the wrong size, try recompiling", spec->name);
        Py_CLEAR(found);
    }
    return (PyTypeObject *)found;
}
