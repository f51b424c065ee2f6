//! Methods that derived Python classes may override (`cpdef`): whether one did, for an object.
//!
//! Such a method asks first, at the cost of one test of a flag in the object, which only objects made as instances of a
//! derived Python class have. A call of one class's own implementation (`Base.method(self)`, and what `super()` calls in Python)
//! says so just before; that holds for the one call.
//@requires cyp_proxy
//@fn __cyrus_cyp_overridden(__cyrus_cyp *, const char *) -> int nogil
//@fn __cyrus_cyp_plainly(__cyrus_cyp *) -> void nogil
//@proto
// The object whose method is called as it is.
static __CYRUS_THREAD __cyrus_cyp *__cyrus_cyp_plain_call;
static int __cyrus_cyp_overrides(__cyrus_cyp *o, const char *name);
static inline int __cyrus_cyp_overridden(__cyrus_cyp *o, const char *name) {
    return __CYRUS_UNLIKELY(__cyrus_at_load(&o->refs) & __CYRUS_CYP_DERIVED) && __cyrus_cyp_overrides(o, name);
}
static inline void __cyrus_cyp_plainly(__cyrus_cyp *o) {
    if (o && (__cyrus_at_load(&o->refs) & __CYRUS_CYP_DERIVED))
        __cyrus_cyp_plain_call = o;
}
//@code
static int __cyrus_cyp_overrides(__cyrus_cyp *o, const char *name) {
    int result = 0;
    PyGILState_STATE gil;
    if (__cyrus_cyp_plain_call == o) {
        __cyrus_cyp_plain_call = NULL;
        return 0;
    }
    gil = PyGILState_Ensure();
    {
        PyObject *kept_type, *kept_value, *kept_traceback, *text, *proxy, *own, *derived;
        PyErr_Fetch(&kept_type, &kept_value, &kept_traceback);
        __CYRUS_CYP_REGISTRY_LOCK();
        proxy = Py_XNewRef(*__cyrus_cyp_proxy_find(__cyrus_cyp_registry_, o));
        __CYRUS_CYP_REGISTRY_UNLOCK();
        text = PyUnicode_InternFromString(name);
        if (proxy && text && o->type->py_type) {
            own = _PyType_Lookup(o->type->py_type, text);
            derived = _PyType_Lookup(Py_TYPE(proxy), text);
            result = derived && own != derived;
        }
        Py_XDECREF(text);
        Py_XDECREF(proxy);
        PyErr_Restore(kept_type, kept_value, kept_traceback);
    }
    PyGILState_Release(gil);
    return result;
}
