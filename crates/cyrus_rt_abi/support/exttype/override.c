//! Whether a Python subclass overrides a cpdef method: the bound override, or NULL (then ask PyErr_Occurred).
//!
//! `wrapper` is the C function behind the Python-visible method of the cdef class. Instances of types without a
//! Python subclass's freedom (no `__dict__`, not made by a class statement) need not be asked: `may_override`, which
//! does not need the GIL.
//@requires function_object
//@fn __cyrus_may_override(obj) -> int pure
//@fn __cyrus_override(obj, obj, PyCFunction) -> new?
//@fn __cyrus_same_function(obj, PyCFunction) -> int
//@proto
static PyObject *__cyrus_override(PyObject *self, PyObject *name, PyCFunction wrapper);
static int __cyrus_same_function(PyObject *function, PyCFunction wrapper);
static inline int __cyrus_may_override(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    return __CYRUS_UNLIKELY(type->tp_dictoffset || type->tp_flags & (Py_TPFLAGS_IS_ABSTRACT | Py_TPFLAGS_HEAPTYPE));
}
//@code
static int __cyrus_same_function(PyObject *function, PyCFunction wrapper) {
    if (PyMethod_Check(function))
        function = PyMethod_GET_FUNCTION(function);
    if (Py_IS_TYPE(function, __cyrus_function_type))
        return ((__cyrus_func *)function)->def->ml.ml_meth == wrapper;
    if (PyCFunction_Check(function))
        return PyCFunction_GET_FUNCTION(function) == wrapper;
    if (Py_IS_TYPE(function, &PyMethodDescr_Type))
        return ((PyMethodDescrObject *)function)->d_method->ml_meth == wrapper;
    return 0;
}
static __CYRUS_NOINLINE PyObject *__cyrus_override(PyObject *self, PyObject *name, PyCFunction wrapper) {
    PyObject *method;
#if !__CYRUS_FREE_THREADED
    // Usually the type answers, by its attribute cache, and no bound method need be made.
    if (Py_TYPE(self)->tp_getattro == PyObject_GenericGetAttr && (method = _PyType_Lookup(Py_TYPE(self), name)) &&
        __cyrus_same_function(method, wrapper)) {
        PyObject **dict = _PyObject_GetDictPtr(self);
        if (!dict || !*dict || PyDict_Contains(*dict, name) <= 0)
            return NULL;
    }
#endif
    method = PyObject_GetAttr(self, name);
    if (method && __cyrus_same_function(method, wrapper))
        Py_CLEAR(method);
    return method;
}
