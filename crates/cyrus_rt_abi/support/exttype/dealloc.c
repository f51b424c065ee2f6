//! The parts of a tp_dealloc.
//!
//! Order: `if (__cyrus_dealloc_begin(o, self)) return;`, PyObject_GC_UnTrack if it has GC, weak references,
//! `__cyrus_dealloc_user` for `__dealloc__`, fields, then the base's tp_dealloc or tp_free.
//@fn __cyrus_dealloc_begin(obj, destructor) -> int
//@fn __cyrus_dealloc_user(obj, __cyrus_dealloc_body) -> void
//@requires err_fetch, err_restore
//@proto
typedef void (*__cyrus_dealloc_body)(PyObject *self);
// Runs tp_finalize (`__del__`), once, before anything is taken apart; 1: the object lives again.
static inline int __cyrus_dealloc_begin(PyObject *o, destructor self) {
    return __CYRUS_UNLIKELY(Py_TYPE(o)->tp_finalize != NULL) && Py_TYPE(o)->tp_dealloc == self &&
           PyObject_CallFinalizerFromDealloc(o) < 0;
}
static void __cyrus_dealloc_user(PyObject *o, __cyrus_dealloc_body body);
//@code
// `__dealloc__` sees the object with a reference, so that using it does not deallocate it again. Without a GIL other
// threads must go on seeing it as dead.
static void __cyrus_dealloc_user(PyObject *o, __cyrus_dealloc_body body) {
    PyObject *exc = __cyrus_err_fetch();
#if __CYRUS_FREE_THREADED
    _Py_atomic_store_uintptr_relaxed(&o->ob_tid, _Py_ThreadId());
    _Py_atomic_store_uint32_relaxed(&o->ob_ref_local, 1);
    _Py_atomic_store_ssize_relaxed(&o->ob_ref_shared, 0);
    body(o);
    _Py_atomic_store_uint32_relaxed(&o->ob_ref_local, 0);
#else
    Py_SET_REFCNT(o, Py_REFCNT(o) + 1);
    body(o);
    Py_SET_REFCNT(o, Py_REFCNT(o) - 1);
#endif
    __cyrus_err_restore(exc);
}
