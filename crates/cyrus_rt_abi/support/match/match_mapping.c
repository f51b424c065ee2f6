//! Mapping patterns of `match`: the values of the keys as a tuple (with a dict of the other items last when
//! wanted), or None when the subject does not fit. Duplicate keys are a ValueError, as in CPython.
//@str get
//@fn __cyrus_match_mapping(obj, obj, int) -> new
//@proto
static PyObject *__cyrus_match_mapping(PyObject *o, PyObject *keys, int rest);
//@code
static int __cyrus_match_is_mapping(PyObject *o) {
    if (PyDict_CheckExact(o)) return 1;
#ifdef Py_TPFLAGS_MAPPING
    return PyType_HasFeature(Py_TYPE(o), Py_TPFLAGS_MAPPING);
#else
    {
        PyObject *abc = PyImport_ImportModule("collections.abc"), *cls;
        int r = -1;
        if (!abc) return -1;
        cls = PyObject_GetAttrString(abc, "Mapping");
        Py_DECREF(abc);
        if (cls) {
            r = PyObject_IsInstance(o, cls);
            Py_DECREF(cls);
        }
        return r;
    }
#endif
}
static PyObject *__cyrus_match_mapping(PyObject *o, PyObject *keys, int rest) {
    Py_ssize_t n = PyTuple_GET_SIZE(keys), i;
    PyObject *out = NULL, *seen = NULL, *missing = NULL, *get = NULL;
    int is = __cyrus_match_is_mapping(o);
    if (is < 0) return NULL;
    if (!is) return Py_NewRef(Py_None);
    out = PyTuple_New(n + (rest ? 1 : 0));
    if (!out) return NULL;
    if (n) {
        seen = PySet_New(NULL);
        missing = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
        get = PyObject_GetAttr(o, __cyrus_s_get);
        if (!seen || !missing || !get) goto fail;
    }
    for (i = 0; i < n; i++) {
        PyObject *key = PyTuple_GET_ITEM(keys, i), *value;
        int dup = PySet_Contains(seen, key);
        if (dup < 0) goto fail;
        if (dup) {
            PyErr_Format(PyExc_ValueError, "mapping pattern checks duplicate key (%R)", key);
            goto fail;
        }
        if (PySet_Add(seen, key) < 0) goto fail;
        value = PyObject_CallFunctionObjArgs(get, key, missing, NULL);
        if (!value) goto fail;
        if (value == missing) {
            Py_DECREF(value);
            Py_DECREF(out);
            out = Py_NewRef(Py_None);
            goto done;
        }
        PyTuple_SET_ITEM(out, i, value);
    }
    if (rest) {
        PyObject *d = PyDict_New();
        if (!d || PyDict_Update(d, o) < 0) {
            Py_XDECREF(d);
            goto fail;
        }
        for (i = 0; i < n; i++) {
            if (PyDict_DelItem(d, PyTuple_GET_ITEM(keys, i)) < 0) {
                Py_DECREF(d);
                goto fail;
            }
        }
        PyTuple_SET_ITEM(out, n, d);
    }
    goto done;
fail:
    Py_CLEAR(out);
done:
    Py_XDECREF(seen);
    Py_XDECREF(missing);
    Py_XDECREF(get);
    return out;
}
