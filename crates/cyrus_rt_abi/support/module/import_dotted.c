//! `import a.b.c as d`: the module c (without `as`, `__cyrus_import` gives a).
//@requires import, import_from
//@fn __cyrus_import_dotted(obj, int) -> new
//@proto
static PyObject *__cyrus_import_dotted(PyObject *name, int level);
//@code
static __CYRUS_COLD PyObject *__cyrus_import_dotted(PyObject *name, int level) {
    PyObject *module = __cyrus_import(name, NULL, level), *dot = PyUnicode_FromString("."), *parts = NULL, *next;
    Py_ssize_t i;
    if (module && dot)
        parts = PyUnicode_Split(name, dot, -1);
    if (!parts)
        Py_CLEAR(module);
    for (i = 1; module && i < PyList_GET_SIZE(parts); i++) {
        next = __cyrus_import_from(module, PyList_GET_ITEM(parts, i));
        Py_SETREF(module, next);
    }
    __CYRUS_DROP(dot);
    __CYRUS_DROP(parts);
    return module;
}
