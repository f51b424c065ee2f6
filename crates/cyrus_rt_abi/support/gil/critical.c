//! `cython.critical_section` of one object or two (the second None when there is one): real on Pythons without a GIL,
//! nothing on others.
//@fn __cyrus_critical_begin(__cyrus_critical *, obj, obj) -> void
//@fn __cyrus_critical_end(__cyrus_critical *) -> void
//@proto
#if __CYRUS_FREE_THREADED
typedef struct { int two; PyCriticalSection one; PyCriticalSection2 both; } __cyrus_critical;
static inline void __cyrus_critical_begin(__cyrus_critical *c, PyObject *a, PyObject *b) {
    c->two = b != Py_None;
    if (c->two)
        PyCriticalSection2_Begin(&c->both, a, b);
    else
        PyCriticalSection_Begin(&c->one, a);
}
static inline void __cyrus_critical_end(__cyrus_critical *c) {
    if (c->two)
        PyCriticalSection2_End(&c->both);
    else
        PyCriticalSection_End(&c->one);
}
#else
typedef struct { char nothing; } __cyrus_critical;
static inline void __cyrus_critical_begin(__cyrus_critical *c, PyObject *a, PyObject *b) {
    (void)c, (void)a, (void)b;
}
static inline void __cyrus_critical_end(__cyrus_critical *c) {
    (void)c;
}
#endif
