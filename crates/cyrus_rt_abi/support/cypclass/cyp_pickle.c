//! Copies and pickles of cypclass objects, as Python objects.
//!
//! `_cyrus_fields_` of a class lists what its objects are made of: the name of an attribute, or `(name, type)` for
//! what Python has no value for. `__reduce__` collects the attributes over the linearisation, with what a
//! Python class adds, unless there is a `__getstate__`; `__setstate__` puts them into an object that was allocated
//! without its constructor. Python's own copying keeps shared structure and cycles.
//@requires cyp_object, cyp_proxy_object
//@proto
static PyObject *__cyrus_cyp_reduce(PyObject *self, PyObject *unused);
static PyObject *__cyrus_cyp_setstate(PyObject *self, PyObject *state);
//@code
#define __CYRUS_CYP_FIELDS "_cyrus_fields_"
// Calls `each` with the names that every class lists, bases first, until it fails.
static __CYRUS_ONCE int __cyrus_cyp_each_field(PyObject *self, int (*each)(PyObject *self, PyObject *property, PyObject *name, PyObject *arg), PyObject *arg) {
    PyObject *mro = Py_TYPE(self)->tp_mro, *key = PyUnicode_FromString(__CYRUS_CYP_FIELDS);
    Py_ssize_t i, j;
    int result = key ? 0 : -1;
    for (i = PyTuple_GET_SIZE(mro) - 1; result == 0 && i >= 0; i--) {
        PyTypeObject *type = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        PyObject *dict = type->tp_dict, *fields = dict ? PyDict_GetItemWithError(dict, key) : NULL;
        for (j = 0; fields && result == 0 && j < PyTuple_GET_SIZE(fields); j++) {
            PyObject *name = PyTuple_GET_ITEM(fields, j), *property = NULL;
            if (PyUnicode_Check(name)) {
                property = PyDict_GetItemWithError(dict, name);
                if (!property || !Py_TYPE(property)->tp_descr_get || !Py_TYPE(property)->tp_descr_set)
                    continue;
            }
            result = each(self, property, name, arg);
        }
    }
    Py_XDECREF(key);
    return result < 0 || PyErr_Occurred() ? -1 : 0;
}
static __CYRUS_ONCE int __cyrus_cyp_get_field(PyObject *self, PyObject *property, PyObject *name, PyObject *state) {
    PyObject *value;
    int result;
    if (!property) {
        PyErr_Format(PyExc_TypeError, "cannot pickle '%.200s' object: its attribute '%U' of type '%U' is no Python value",
                     Py_TYPE(self)->tp_name, PyTuple_GET_ITEM(name, 0), PyTuple_GET_ITEM(name, 1));
        return -1;
    }
    value = Py_TYPE(property)->tp_descr_get(property, self, (PyObject *)Py_TYPE(self));
    result = value ? PyDict_SetItem(state, name, value) : -1;
    Py_XDECREF(value);
    return result;
}
static __CYRUS_ONCE int __cyrus_cyp_set_field(PyObject *self, PyObject *property, PyObject *name, PyObject *state) {
    PyObject *value = property ? PyDict_GetItemWithError(state, name) : NULL;
    int result;
    if (!value)
        return PyErr_Occurred() ? -1 : 0;
    Py_INCREF(value);
    result = Py_TYPE(property)->tp_descr_set(property, self, value);
    Py_DECREF(value);
    return result;
}
// What a Python class adds: its dict, and its slots; None for nothing.
static __CYRUS_ONCE PyObject *__cyrus_cyp_added(PyObject *self) {
    PyObject *added = NULL, *dict = PyObject_GetAttrString(self, "__dict__"), *copyreg, *names = NULL;
    Py_ssize_t i;
    if (!dict) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError))
            return NULL;
        PyErr_Clear();
    }
    added = dict ? PyDict_Copy(dict) : PyDict_New();
    Py_XDECREF(dict);
    copyreg = added ? PyImport_ImportModule("copyreg") : NULL;
    if (copyreg)
        names = PyObject_CallMethod(copyreg, "_slotnames", "O", (PyObject *)Py_TYPE(self));
    Py_XDECREF(copyreg);
    for (i = 0; names && PyList_Check(names) && i < PyList_GET_SIZE(names); i++) {
        PyObject *name = PyList_GET_ITEM(names, i), *value = PyObject_GetAttr(self, name);
        if (!value && PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Clear();
        } else if (!value || PyDict_SetItem(added, name, value) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(value);
    }
    if (!names)
        Py_CLEAR(added);
    else if (!PyDict_GET_SIZE(added))
        Py_SETREF(added, Py_NewRef(Py_None));
    Py_XDECREF(names);
    return added;
}
// What a user's `__getstate__` gives; NULL without an exception when there is none but Python's own.
static __CYRUS_ONCE PyObject *__cyrus_cyp_user_state(PyObject *self) {
    PyObject *own = PyObject_GetAttrString((PyObject *)Py_TYPE(self), "__getstate__"), *common, *state = NULL;
    if (!own) {
        if (PyErr_ExceptionMatches(PyExc_AttributeError))
            PyErr_Clear();
        return NULL;
    }
    common = PyObject_GetAttrString((PyObject *)&PyBaseObject_Type, "__getstate__");
    if (!common)
        PyErr_Clear();
    if (own != common)
        state = PyObject_CallMethod(self, "__getstate__", NULL);
    Py_DECREF(own);
    Py_XDECREF(common);
    return state;
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_reduce(PyObject *self, PyObject *unused) {
    PyTypeObject *cls = Py_TYPE(self);
    __cyrus_cyp *o = ((__cyrus_cyp_proxy *)self)->object;
    PyObject *state = __cyrus_cyp_user_state(self), *fields, *added, *copyreg, *generic, *make = NULL, *result = NULL;
    (void)unused;
    if (!state) {
        fields = PyErr_Occurred() ? NULL : PyDict_New();
        if (fields && __cyrus_cyp_each_field(self, __cyrus_cyp_get_field, fields) < 0)
            Py_CLEAR(fields);
        added = fields ? __cyrus_cyp_added(self) : NULL;
        if (added)
            state = PyTuple_Pack(2, fields, added);
        Py_XDECREF(fields);
        Py_XDECREF(added);
    }
    if (!state)
        return NULL;
    // An instance of a generic class is found through the generic: `(generic, arguments)`.
    generic = PyDict_GetItemString(cls->tp_dict, "_cyrus_generic_");
    if (generic) {
        make = PyObject_GetAttrString(PyTuple_GET_ITEM(generic, 0), "_cyrus_empty_");
        if (make)
            result = Py_BuildValue("O(O)O", make, PyTuple_GET_ITEM(generic, 1), state);
    } else if (o && o->type->py_type && cls->tp_new == o->type->py_type->tp_new && !(o->type->flags & __CYRUS_CYP_CONSTRUCTS)) {
        copyreg = PyImport_ImportModule("copyreg");
        if (copyreg)
            make = PyObject_GetAttrString(copyreg, "__newobj__");
        Py_XDECREF(copyreg);
        if (make)
            result = Py_BuildValue("O(O)O", make, (PyObject *)cls, state);
    } else {
        make = PyObject_GetAttrString((PyObject *)cls, "_cyrus_empty_");
        if (make)
            result = Py_BuildValue("O()O", make, state);
    }
    Py_XDECREF(make);
    Py_DECREF(state);
    return result;
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_setstate(PyObject *self, PyObject *state) {
    PyObject *fields = state, *added = Py_None, *name, *value;
    Py_ssize_t pos = 0;
    if (PyTuple_Check(state) && PyTuple_GET_SIZE(state) == 2) {
        fields = PyTuple_GET_ITEM(state, 0);
        added = PyTuple_GET_ITEM(state, 1);
    }
    if (!PyDict_Check(fields) || (added != Py_None && !PyDict_Check(added))) {
        PyErr_Format(PyExc_TypeError, "%.200s.__setstate__() takes what __reduce__() gives, not '%.200s'", Py_TYPE(self)->tp_name,
                     Py_TYPE(state)->tp_name);
        return NULL;
    }
    // What a Python class has for a state is attributes, of whatever kind.
    while (fields == state && PyDict_Next(fields, &pos, &name, &value)) {
        if (PyObject_GenericSetAttr(self, name, value) < 0)
            return NULL;
    }
    if (fields == state)
        return Py_NewRef(Py_None);
    // A class that lost a field since, or another one of that name.
    while (PyDict_Next(fields, &pos, &name, &value)) {
        if (!_PyType_Lookup(Py_TYPE(self), name)) {
            PyErr_Format(PyExc_AttributeError, "'%.200s' object has no attribute %R, which its state has", Py_TYPE(self)->tp_name, name);
            return NULL;
        }
    }
    if (__cyrus_cyp_each_field(self, __cyrus_cyp_set_field, fields) < 0)
        return NULL;
    pos = 0;
    while (added != Py_None && PyDict_Next(added, &pos, &name, &value)) {
        if (PyObject_GenericSetAttr(self, name, value) < 0)
            return NULL;
    }
    return Py_NewRef(Py_None);
}
