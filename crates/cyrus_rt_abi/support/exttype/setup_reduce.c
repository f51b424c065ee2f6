//! Makes the generated `__reduce_cython__`/`__setstate_cython__` the pickle methods of a type, unless the type (or a
//! Python base) says itself how it is pickled.
//@requires type_set
//@str __getstate__, __reduce_ex__, __reduce__, __reduce_cython__, __setstate__, __setstate_cython__, __name__
//@fn __cyrus_setup_reduce(PyTypeObject *) -> int !neg
//@proto
static int __cyrus_setup_reduce(PyTypeObject *type);
//@code
// Whether `method` is the generated method of a base, already under its public name.
static __CYRUS_ONCE int __cyrus_reduce_is_generated(PyObject *method, PyObject *name) {
    PyObject *own = PyObject_GetAttr(method, __cyrus_s___name__);
    int result = own ? PyObject_RichCompareBool(own, name, Py_EQ) : -1;
    __CYRUS_DROP(own);
    if (result < 0 && PyErr_ExceptionMatches(PyExc_Exception)) {
        PyErr_Clear();
        result = 0;
    }
    return result;
}
// Renames a generated method; 0 if there is none.
static __CYRUS_ONCE int __cyrus_reduce_rename(PyTypeObject *type, PyObject *from, PyObject *to) {
    PyObject *method = PyDict_GetItemWithError(type->tp_dict, from);
    int result;
    if (!method)
        return PyErr_Occurred() ? -1 : 0;
    Py_INCREF(method);
    result = __cyrus_type_set(type, to, method) < 0 || __cyrus_type_del(type, from) < 0 ? -1 : 1;
    __CYRUS_DROP(method);
    return result;
}
static __CYRUS_ONCE int __cyrus_setup_reduce(PyTypeObject *type) {
    PyTypeObject *object = &PyBaseObject_Type;
    PyObject *reduce = _PyType_Lookup(type, __cyrus_s___reduce__), *setstate;
    int result;
    if (_PyType_Lookup(type, __cyrus_s___getstate__) != _PyType_Lookup(object, __cyrus_s___getstate__) ||
        _PyType_Lookup(type, __cyrus_s___reduce_ex__) != _PyType_Lookup(object, __cyrus_s___reduce_ex__))
        return 0;
    if (reduce != _PyType_Lookup(object, __cyrus_s___reduce__)) {
        result = __cyrus_reduce_is_generated(reduce, __cyrus_s___reduce_cython__);
        if (result <= 0)
            return result;
    }
    if (__cyrus_reduce_rename(type, __cyrus_s___reduce_cython__, __cyrus_s___reduce__) < 0)
        return -1;
    setstate = _PyType_Lookup(type, __cyrus_s___setstate__);
    if (setstate) {
        result = __cyrus_reduce_is_generated(setstate, __cyrus_s___setstate_cython__);
        if (result <= 0)
            return result;
    }
    return __cyrus_reduce_rename(type, __cyrus_s___setstate_cython__, __cyrus_s___setstate__) < 0 ? -1 : 0;
}
