//! The end of a generated `__reduce_cython__`: `(unpickle, (type, checksum, None), state)`, or with the state inside when
//! nothing in it can refer back to the object (`apart` is 0).
//!
//! `values` are `n` references, which are taken over; NULL is one whose conversion failed. `name` is the module's function
//! that unpickles.
//@proto
static PyObject *__cyrus_reduce(PyObject *o, PyObject **values, int n, int apart, const char *name, long checksum);
//@code
static __CYRUS_BRIEF PyObject *__cyrus_reduce(PyObject *o, PyObject **values, int n, int apart, const char *name, long checksum) {
    PyObject *state = PyTuple_New(n), *more, *dict, *r = NULL;
    int i, failed = !state;
    for (i = 0; i < n; i++) {
        if (!values[i])
            failed = 1;
        if (state)
            PyTuple_SET_ITEM(state, i, values[i]);
        else
            Py_XDECREF(values[i]);
    }
    dict = failed ? NULL : PyObject_GetAttrString(o, "__dict__");
    if (dict) {
        int full = PyObject_IsTrue(dict);
        if (full > 0) {
            apart = 1;
            more = PyTuple_Pack(1, dict);
            Py_SETREF(state, more ? PySequence_Concat(state, more) : NULL);
            Py_XDECREF(more);
        }
        failed = full < 0 || !state;
        Py_DECREF(dict);
    } else if (!failed && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
    } else {
        failed = 1;
    }
    if (!failed) {
        dict = PyDict_GetItemString(__cyrus_d, name);
        if (!dict)
            PyErr_SetString(PyExc_NameError, name);
        else if (apart)
            r = Py_BuildValue("O(OlO)O", dict, (PyObject *)Py_TYPE(o), checksum, Py_None, state);
        else
            r = Py_BuildValue("O(OlO)", dict, (PyObject *)Py_TYPE(o), checksum, state);
    }
    Py_XDECREF(state);
    return r;
}
