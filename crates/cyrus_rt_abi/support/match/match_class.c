//! Class patterns of `match`: the values of positional (through `__match_args__`) and keyword attributes as
//! a tuple, or None when the subject does not fit. Some builtin classes match themselves by position.
//@str __match_args__
//@fn __cyrus_match_class(obj, obj, Py_ssize_t, obj) -> new
//@proto
static PyObject *__cyrus_match_class(PyObject *o, PyObject *cls, Py_ssize_t n, PyObject *names);
//@code
static int __cyrus_match_self(PyObject *cls) {
    PyTypeObject *t = (PyTypeObject *)cls;
#ifdef _Py_TPFLAGS_MATCH_SELF
    return PyType_HasFeature(t, _Py_TPFLAGS_MATCH_SELF);
#else
    return PyType_IsSubtype(t, &PyLong_Type) || PyType_IsSubtype(t, &PyUnicode_Type) || PyType_IsSubtype(t, &PyFloat_Type) ||
           PyType_IsSubtype(t, &PyList_Type) || PyType_IsSubtype(t, &PyTuple_Type) || PyType_IsSubtype(t, &PyDict_Type) ||
           PyType_IsSubtype(t, &PySet_Type) || PyType_IsSubtype(t, &PyFrozenSet_Type) || PyType_IsSubtype(t, &PyBytes_Type) ||
           PyType_IsSubtype(t, &PyByteArray_Type);
#endif
}
/* 1 stored, 0 no such attribute, -1 error */
static int __cyrus_match_attr(PyObject *o, PyObject *cls, PyObject *name, PyObject *seen, PyObject *out, Py_ssize_t at) {
    PyObject *value;
    int dup = PySet_Contains(seen, name);
    if (dup < 0) return -1;
    if (dup) {
        PyErr_Format(PyExc_TypeError, "%s() got multiple sub-patterns for attribute %R", ((PyTypeObject *)cls)->tp_name, name);
        return -1;
    }
    if (PySet_Add(seen, name) < 0) return -1;
    value = PyObject_GetAttr(o, name);
    if (!value) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
        PyErr_Clear();
        return 0;
    }
    PyTuple_SET_ITEM(out, at, value);
    return 1;
}
static PyObject *__cyrus_match_class(PyObject *o, PyObject *cls, Py_ssize_t n, PyObject *names) {
    Py_ssize_t k = PyTuple_GET_SIZE(names), i;
    PyObject *out = NULL, *seen = NULL, *args = NULL;
    int is, r = 1;
    if (!PyType_Check(cls)) {
        PyErr_Format(PyExc_TypeError, "called match pattern must be a class");
        return NULL;
    }
    is = PyObject_IsInstance(o, cls);
    if (is < 0) return NULL;
    if (!is) return Py_NewRef(Py_None);
    out = PyTuple_New(n + k);
    seen = PySet_New(NULL);
    if (!out || !seen) goto fail;
    if (n) {
        Py_ssize_t allowed;
        int self = 0;
        args = PyObject_GetAttr(cls, __cyrus_s___match_args__);
        if (!args) {
            if (!PyErr_ExceptionMatches(PyExc_AttributeError)) goto fail;
            PyErr_Clear();
            self = __cyrus_match_self(cls);
            allowed = self;
        } else {
            if (!PyTuple_CheckExact(args)) {
                PyErr_Format(PyExc_TypeError, "%s.__match_args__ must be a tuple (got %s)", ((PyTypeObject *)cls)->tp_name,
                             Py_TYPE(args)->tp_name);
                goto fail;
            }
            allowed = PyTuple_GET_SIZE(args);
        }
        if (n > allowed) {
            PyErr_Format(PyExc_TypeError, "%s() accepts %zd positional sub-pattern%s (%zd given)", ((PyTypeObject *)cls)->tp_name,
                         allowed, allowed == 1 ? "" : "s", n);
            goto fail;
        }
        if (self) {
            PyTuple_SET_ITEM(out, 0, Py_NewRef(o));
        } else {
            for (i = 0; i < n && r > 0; i++) {
                PyObject *name = PyTuple_GET_ITEM(args, i);
                if (!PyUnicode_CheckExact(name)) {
                    PyErr_Format(PyExc_TypeError, "__match_args__ elements must be strings (got %s)", Py_TYPE(name)->tp_name);
                    goto fail;
                }
                r = __cyrus_match_attr(o, cls, name, seen, out, i);
            }
        }
    }
    for (i = 0; i < k && r > 0; i++) r = __cyrus_match_attr(o, cls, PyTuple_GET_ITEM(names, i), seen, out, n + i);
    if (r < 0) goto fail;
    if (!r) {
        Py_DECREF(out);
        out = Py_NewRef(Py_None);
    }
    goto done;
fail:
    Py_CLEAR(out);
done:
    Py_XDECREF(seen);
    Py_XDECREF(args);
    return out;
}
