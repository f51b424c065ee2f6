//! A freelist for instances of one extension type (the `freelist` directive). Without a GIL there is none.
//!
//! The emitter owns `static PyObject *items[N]; static int count;` and knows the instance size. In tp_new:
//! `o = pop(...); if (!o) o = alloc`. At the end of tp_dealloc: `if (!push(...)) tp_free`.
//@fn __cyrus_freelist_pop(PyObject **, int *, PyTypeObject *, Py_ssize_t) -> new?
//@fn __cyrus_freelist_push(PyObject **, int *, int, obj, Py_ssize_t) -> int
//@proto
static inline PyObject *__cyrus_freelist_pop(PyObject **items, int *count, PyTypeObject *type, Py_ssize_t size) {
    PyObject *o;
    if (__CYRUS_FREE_THREADED || *count == 0 || type->tp_basicsize != size ||
        (type->tp_flags & (Py_TPFLAGS_IS_ABSTRACT | Py_TPFLAGS_HEAPTYPE)))
        return NULL;
    o = items[--*count];
    memset((void *)o, 0, (size_t)size);
    (void)PyObject_INIT(o, type);
    if (PyType_IS_GC(type))
        PyObject_GC_Track(o);
    return o;
}
static inline int __cyrus_freelist_push(PyObject **items, int *count, int max, PyObject *o, Py_ssize_t size) {
    if (__CYRUS_FREE_THREADED || *count >= max || Py_TYPE(o)->tp_basicsize != size ||
        (Py_TYPE(o)->tp_flags & (Py_TPFLAGS_IS_ABSTRACT | Py_TPFLAGS_HEAPTYPE)))
        return 0;
    items[(*count)++] = o;
    return 1;
}
