//! `import name` and `from name import …`: the module object.
//!
//! `fromlist` is a tuple or list of str, or NULL. `level` -1 is Python 2's: relative to the package first, then absolute.
//@fn __cyrus_import(obj, obj?, int) -> new
//@proto
static PyObject *__cyrus_import(PyObject *name, PyObject *fromlist, int level);
//@code
static __CYRUS_COLD PyObject *__cyrus_import(PyObject *name, PyObject *fromlist, int level) {
    PyObject *locals = PyDict_New(), *module = NULL;
    if (!locals)
        return NULL;
    if (level == -1 && strchr(__CYRUS_MODULE, '.')) {
        module = PyImport_ImportModuleLevelObject(name, __cyrus_d, locals, fromlist, 1);
        if (!module && PyErr_ExceptionMatches(PyExc_ImportError))
            PyErr_Clear();
        else
            level = -2;
    }
    if (level != -2)
        module = PyImport_ImportModuleLevelObject(name, __cyrus_d, locals, fromlist, level < 0 ? 0 : level);
    __CYRUS_DROP(locals);
    return module;
}
