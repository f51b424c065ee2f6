//! The value of `name` in `from module import name`.
//!
//! A submodule that is still being imported is not an attribute of its package yet, but is in sys.modules.
//@str __name__
//@fn __cyrus_import_from(obj, obj) -> new
//@proto
static PyObject *__cyrus_import_from(PyObject *module, PyObject *name);
//@code
static __CYRUS_COLD PyObject *__cyrus_import_from(PyObject *module, PyObject *name) {
    PyObject *value = PyObject_GetAttr(module, name), *package, *full;
    if (value || !PyErr_ExceptionMatches(PyExc_AttributeError))
        return value;
    PyErr_Clear();
    package = PyObject_GetAttr(module, __cyrus_s___name__);
    if (package && PyUnicode_Check(package)) {
        full = PyUnicode_FromFormat("%U.%U", package, name);
        if (full)
            value = PyImport_GetModule(full);
        __CYRUS_DROP(full);
    }
    __CYRUS_DROP(package);
    if (!value)
        PyErr_Format(PyExc_ImportError, "cannot import name %S", name);
    return value;
}
