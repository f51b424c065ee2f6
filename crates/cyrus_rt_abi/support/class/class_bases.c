//! The bases of a class statement after `__mro_entries__` (PEP 560): a new reference, the same tuple if nothing changes.
//@str __mro_entries__
//@fn __cyrus_class_bases(obj) -> new
//@proto
static PyObject *__cyrus_class_bases(PyObject *bases);
//@code
static __CYRUS_ONCE PyObject *__cyrus_class_bases(PyObject *bases) {
    Py_ssize_t i, end;
    PyObject *list = NULL, *base, *method, *entries;
    for (i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        base = PyTuple_GET_ITEM(bases, i);
        method = NULL;
        if (!PyType_Check(base) && !(method = PyObject_GetAttr(base, __cyrus_s___mro_entries__))) {
            if (!PyErr_ExceptionMatches(PyExc_AttributeError))
                goto error;
            PyErr_Clear();
        }
        if (!method) {
            if (list && PyList_Append(list, base) < 0)
                goto error;
            continue;
        }
        entries = PyObject_CallOneArg(method, bases);
        __CYRUS_DROP(method);
        if (entries && !PyTuple_Check(entries)) {
            PyErr_SetString(PyExc_TypeError, "__mro_entries__ must return a tuple");
            Py_CLEAR(entries);
        }
        if (entries && !list) {
            PyObject *before = PyTuple_GetSlice(bases, 0, i);
            list = before ? PySequence_List(before) : NULL;
            __CYRUS_DROP(before);
        }
        end = list ? PyList_GET_SIZE(list) : 0;
        if (!entries || !list || PyList_SetSlice(list, end, end, entries) < 0) {
            __CYRUS_DROP(entries);
            goto error;
        }
        __CYRUS_DROP(entries);
    }
    if (!list)
        return Py_NewRef(bases);
    entries = PyList_AsTuple(list);
    __CYRUS_DROP(list);
    return entries;
error:
    __CYRUS_DROP(list);
    return NULL;
}
