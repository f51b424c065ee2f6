//! Sequence patterns of `match` (PEP 634): the items as a tuple, or None when the subject does not fit.
//! What counts as a sequence: Py_TPFLAGS_SEQUENCE (3.10+), or collections.abc.Sequence, but never str,
//! bytes or bytearray.
//@fn __cyrus_match_sequence(obj, Py_ssize_t, Py_ssize_t, int) -> new
//@proto
static PyObject *__cyrus_match_sequence(PyObject *o, Py_ssize_t before, Py_ssize_t after, int star);
//@code
static int __cyrus_match_is_sequence(PyObject *o) {
    if (PyUnicode_Check(o) || PyBytes_Check(o) || PyByteArray_Check(o)) return 0;
    if (PyList_CheckExact(o) || PyTuple_CheckExact(o)) return 1;
#ifdef Py_TPFLAGS_SEQUENCE
    return PyType_HasFeature(Py_TYPE(o), Py_TPFLAGS_SEQUENCE);
#else
    {
        PyObject *abc = PyImport_ImportModule("collections.abc"), *cls;
        int r = -1;
        if (!abc) return -1;
        cls = PyObject_GetAttrString(abc, "Sequence");
        Py_DECREF(abc);
        if (cls) {
            r = PyObject_IsInstance(o, cls);
            Py_DECREF(cls);
        }
        return r;
    }
#endif
}
static PyObject *__cyrus_match_sequence(PyObject *o, Py_ssize_t before, Py_ssize_t after, int star) {
    Py_ssize_t n, i;
    PyObject *out, *item;
    int is = __cyrus_match_is_sequence(o);
    if (is < 0) return NULL;
    if (!is) return Py_NewRef(Py_None);
    if (before == 0 && after == 0 && star == 2) return PyTuple_New(0);
    n = PySequence_Size(o);
    if (n < 0) return NULL;
    if (star ? n < before + after : n != before) return Py_NewRef(Py_None);
    out = PyTuple_New(before + after + (star ? 1 : 0));
    if (!out) return NULL;
    for (i = 0; i < before; i++) {
        item = PySequence_GetItem(o, i);
        if (!item) goto fail;
        PyTuple_SET_ITEM(out, i, item);
    }
    if (star) {
        Py_ssize_t k, m = n - before - after;
        if (star == 1) {
            item = PyList_New(m);
            if (!item) goto fail;
            for (k = 0; k < m; k++) {
                PyObject *x = PySequence_GetItem(o, before + k);
                if (!x) {
                    Py_DECREF(item);
                    goto fail;
                }
                PyList_SET_ITEM(item, k, x);
            }
        } else {
            item = Py_NewRef(Py_None);
        }
        PyTuple_SET_ITEM(out, before, item);
        for (k = 0; k < after; k++) {
            item = PySequence_GetItem(o, n - after + k);
            if (!item) goto fail;
            PyTuple_SET_ITEM(out, before + 1 + k, item);
        }
    }
    return out;
fail:
    Py_DECREF(out);
    return NULL;
}
