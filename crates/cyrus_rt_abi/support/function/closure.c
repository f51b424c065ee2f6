//! Scope objects: the variables that functions share with their inner functions, and the frames of generators.
//!
//! The generated code declares `struct s { __cyrus_closure head; PyObject *a, *b; int i; };` with all PyObject pointers
//! first, and a `static const __cyrus_closure_def`. A new scope is zeroed; NULL pointers are unbound variables. One type
//! per module serves all scopes. Fields that need more than a zeroed start and an XDECREF (C++ objects, memoryviews,
//! cypclass references) have `destroy`; `traverse` for objects hidden in such fields. Both may be NULL. Small scopes with
//! nothing but objects are kept for reuse.
//@init __cyrus_closure_init
//@fn __cyrus_closure_new(const __cyrus_closure_def *) -> new
//@proto
typedef struct {
    unsigned int size, objects; // sizeof the struct, number of PyObject pointers after the head
    void (*destroy)(void *scope);
    int (*traverse)(void *scope, visitproc visit, void *arg);
} __cyrus_closure_def;
typedef struct {
    PyObject_VAR_HEAD
    const __cyrus_closure_def *def;
} __cyrus_closure;
static PyObject *__cyrus_closure_new(const __cyrus_closure_def *def);
//@code
static PyTypeObject __cyrus_closure_type = {PyVarObject_HEAD_INIT(NULL, 0)};
#if !__CYRUS_FREE_THREADED
// By number of objects: a list linked by `def`, and its length.
static struct { __cyrus_closure *first; int count; } __cyrus_closure_spare[8];
static int __cyrus_closure_depth;
#endif
static PyObject *__cyrus_closure_new(const __cyrus_closure_def *def) {
    Py_ssize_t extra = (Py_ssize_t)def->size - (Py_ssize_t)sizeof(__cyrus_closure);
    __cyrus_closure *scope;
#if !__CYRUS_FREE_THREADED
    if (def->objects < 8 && __cyrus_closure_spare[def->objects].first &&
        extra == (Py_ssize_t)(def->objects * sizeof(PyObject *))) {
        scope = __cyrus_closure_spare[def->objects].first;
        __cyrus_closure_spare[def->objects].first = (__cyrus_closure *)scope->def;
        __cyrus_closure_spare[def->objects].count--;
        (void)PyObject_InitVar((PyVarObject *)scope, &__cyrus_closure_type, extra);
        scope->def = def;
        PyObject_GC_Track(scope);
        return (PyObject *)scope;
    }
#endif
    scope = PyObject_GC_NewVar(__cyrus_closure, &__cyrus_closure_type, extra);
    if (__CYRUS_UNLIKELY(!scope))
        return NULL;
    scope->def = def;
    memset((void *)(scope + 1), 0, (size_t)extra);
    PyObject_GC_Track(scope);
    return (PyObject *)scope;
}
static __CYRUS_BRIEF int __cyrus_closure_traverse(PyObject *self, visitproc visit, void *arg) {
    __cyrus_closure *scope = (__cyrus_closure *)self;
    PyObject **items = (PyObject **)(scope + 1);
    unsigned int i;
    for (i = 0; i < scope->def->objects; i++)
        Py_VISIT(items[i]);
    return scope->def->traverse ? scope->def->traverse(scope, visit, arg) : 0;
}
static __CYRUS_BRIEF int __cyrus_closure_clear(PyObject *self) {
    PyObject **items = (PyObject **)((__cyrus_closure *)self + 1);
    unsigned int i;
    for (i = 0; i < ((__cyrus_closure *)self)->def->objects; i++)
        Py_CLEAR(items[i]);
    return 0;
}
static void __cyrus_closure_free(PyObject *self) {
    __cyrus_closure *scope = (__cyrus_closure *)self;
    __cyrus_closure_clear(self);
    if (scope->def->destroy)
        scope->def->destroy(self);
#if !__CYRUS_FREE_THREADED
    if (scope->def->objects < 8 && __cyrus_closure_spare[scope->def->objects].count < 8 &&
        scope->def->size == sizeof *scope + scope->def->objects * sizeof(PyObject *)) {
        unsigned int n = scope->def->objects;
        scope->def = (const __cyrus_closure_def *)__cyrus_closure_spare[n].first;
        __cyrus_closure_spare[n].first = scope;
        __cyrus_closure_spare[n].count++;
        return;
    }
#endif
    PyObject_GC_Del(self);
}
static void __cyrus_closure_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
#if !__CYRUS_FREE_THREADED
    // Only long chains need the interpreter's protection of the stack, which costs more than all the rest.
    if (__cyrus_closure_depth < 20) {
        __cyrus_closure_depth++;
        __cyrus_closure_free(self);
        __cyrus_closure_depth--;
        return;
    }
#endif
    Py_TRASHCAN_BEGIN(self, __cyrus_closure_dealloc)
    __cyrus_closure_free(self);
    Py_TRASHCAN_END
}
static __CYRUS_ONCE int __cyrus_closure_init(void) {
    PyTypeObject *t = &__cyrus_closure_type;
    t->tp_name = __CYRUS_MODULE ".scope";
    t->tp_basicsize = sizeof(__cyrus_closure);
    t->tp_itemsize = 1;
    t->tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    t->tp_dealloc = __cyrus_closure_dealloc;
    t->tp_traverse = __cyrus_closure_traverse;
    t->tp_clear = __cyrus_closure_clear;
    return PyType_Ready(t);
}
