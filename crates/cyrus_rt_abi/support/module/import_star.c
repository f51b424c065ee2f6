//! `from module import *` into a dict. `types`: a tuple of names that are not to be replaced.
//@fn __cyrus_import_star(obj, obj, obj) -> int !neg
//@proto
static int __cyrus_import_star(PyObject *module, PyObject *target, PyObject *types);
//@code
static __CYRUS_ONCE int __cyrus_import_star(PyObject *module, PyObject *target, PyObject *types) {
    PyObject *names = PyObject_GetAttrString(module, "__all__"), *dict, *list, *name, *value;
    int all = names != NULL, known, result = -1;
    Py_ssize_t i;
    if (!all) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError))
            return -1;
        PyErr_Clear();
        dict = PyObject_GetAttrString(module, "__dict__");
        if (!dict) {
            if (PyErr_ExceptionMatches(PyExc_AttributeError))
                PyErr_SetString(PyExc_ImportError, "from-import-* object has no __dict__ and no __all__");
            return -1;
        }
        names = PyMapping_Keys(dict);
        __CYRUS_DROP(dict);
        if (!names)
            return -1;
    }
    list = PySequence_List(names);
    __CYRUS_DROP(names);
    if (!list)
        return -1;
    for (i = 0; i < PyList_GET_SIZE(list); i++) {
        name = PyList_GET_ITEM(list, i);
        if (PyUnicode_Check(name) && (!PyUnicode_GET_LENGTH(name) || (!all && PyUnicode_READ_CHAR(name, 0) == '_')))
            continue;
        known = PySequence_Contains(types, name);
        if (known > 0)
            PyErr_Format(PyExc_TypeError, "Cannot overwrite C type %.200U", name);
        if (known)
            goto done;
        value = PyObject_GetAttr(module, name);
        if (!value || PyObject_SetItem(target, name, value) < 0) {
            __CYRUS_DROP(value);
            goto done;
        }
        __CYRUS_DROP(value);
    }
    result = 0;
done:
    __CYRUS_DROP(list);
    return result;
}
