//! The general way to call a type with vectorcall arguments: what a tp_vectorcall falls back on for other types than
//! its own (a type's tp_vectorcall is not inherited, but may be asked for a subclass through `super`).
//@fn __cyrus_type_call(obj, PyObject *const *, size_t, PyObject *) -> new
//@proto
static PyObject *__cyrus_type_call(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames);
//@code
static __CYRUS_BRIEF PyObject *__cyrus_type_call(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    Py_ssize_t i, nargs = PyVectorcall_NARGS(nargsf);
    PyObject *tuple = PyTuple_New(nargs), *dict = NULL, *result = NULL;
    if (!tuple)
        return NULL;
    for (i = 0; i < nargs; i++)
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
    if (kwnames) {
        dict = PyDict_New();
        for (i = 0; dict && i < PyTuple_GET_SIZE(kwnames); i++)
            if (PyDict_SetItem(dict, PyTuple_GET_ITEM(kwnames, i), args[nargs + i]) < 0)
                Py_CLEAR(dict);
    }
    if (!kwnames || dict)
        result = PyType_Type.tp_call(type, tuple, dict);
    Py_DECREF(tuple);
    Py_XDECREF(dict);
    return result;
}
