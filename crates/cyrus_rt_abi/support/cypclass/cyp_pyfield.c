//! Python objects in the fields of cypclass objects.
//!
//! A field is NULL until it is first set, and reads as None until then. It is released with the object, wherever that
//! happens: the GIL is taken for it, and an exception that is under way stays.
//! The garbage collector sees through a proxy what only that proxy keeps alive: from its object, if nothing else refers to
//! it, over references that are the only ones to their objects. Their lock words, idle as nobody else knows them, link
//! those still to be looked at. Where these lead back to the object, cyp_cycle finds out what the proxy alone keeps. Clearing a
//! proxy lets go of its object.
//@requires cyp_object
//@proto
static __CYRUS_NOINLINE void __cyrus_cyp_py_release(PyObject *x);
static inline void __cyrus_cyp_py_drop(PyObject *x) {
    if (x)
        __cyrus_cyp_py_release(x);
}
static int __cyrus_cyp_py_visit(__cyrus_cyp *o, visitproc visit, void *arg);
//@code
static __CYRUS_NOINLINE void __cyrus_cyp_py_release(PyObject *x) {
    PyGILState_STATE gil;
    PyObject *type, *value, *traceback;
    // Too late to release anything.
    if (!Py_IsInitialized())
        return;
    gil = PyGILState_Ensure();
    PyErr_Fetch(&type, &value, &traceback);
    Py_DECREF(x);
    PyErr_Restore(type, value, traceback);
    PyGILState_Release(gil);
}
static __CYRUS_BRIEF int __cyrus_cyp_py_push(__cyrus_cyp *o, void *arg) {
    __cyrus_cyp **last = (__cyrus_cyp **)arg;
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (refs & __CYRUS_CYP_BUFFERED)
        return 0;
    if (refs / __CYRUS_CYP_ONE == 1 && !(refs & __CYRUS_CYP_PROXY) && o->type->py_traverse && o->lock == 0) {
        // Never 0, which is how an idle lock looks.
        o->lock = (uint64_t)(uintptr_t)*last | 1;
        *last = o;
    }
    return 0;
}
static int __cyrus_cyp_py_visit(__cyrus_cyp *o, visitproc visit, void *arg) {
    __cyrus_cyp *next = NULL;
    int stop = 0;
    if (!o || !o->type->py_traverse)
        return 0;
    if (__cyrus_at_load(&o->refs) / __CYRUS_CYP_ONE != 1)
        return __cyrus_cyp_registry_->show ? __cyrus_cyp_registry_->show(o, visit, arg) : 0;
    for (;;) {
        if (!stop) {
            stop = o->type->py_traverse(o, visit, arg);
            if (!stop && o->type->traverse)
                (void)o->type->traverse(o, __cyrus_cyp_py_push, &next);
        }
        if (!next)
            return stop;
        o = next;
        next = (__cyrus_cyp *)(uintptr_t)(o->lock & ~(uint64_t)1);
        o->lock = 0;
    }
}
