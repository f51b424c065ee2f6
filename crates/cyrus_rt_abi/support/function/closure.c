//! Scope objects: the variables that functions share with their inner functions, and the frames of generators.
//!
//! The generated code declares `struct s { __cyrus_closure head; PyObject *a, *b; int i; };` with all PyObject pointers
//! first, and a `static const __cyrus_closure_def`. A new scope is zeroed; NULL pointers are unbound variables. One type
//! per module serves all scopes. Fields that need more than a zeroed start and an XDECREF (C++ objects, memoryviews,
//! cypclass references) have `destroy`; `traverse` for objects hidden in such fields. Both may be NULL.
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
static PyObject *__cyrus_closure_new(const __cyrus_closure_def *def) {
    Py_ssize_t extra = (Py_ssize_t)def->size - (Py_ssize_t)sizeof(__cyrus_closure);
    __cyrus_closure *scope = PyObject_GC_NewVar(__cyrus_closure, &__cyrus_closure_type, extra);
    if (__CYRUS_UNLIKELY(!scope))
        return NULL;
    scope->def = def;
    memset((void *)(scope + 1), 0, (size_t)extra);
    PyObject_GC_Track(scope);
    return (PyObject *)scope;
}
static int __cyrus_closure_traverse(PyObject *self, visitproc visit, void *arg) {
    __cyrus_closure *scope = (__cyrus_closure *)self;
    PyObject **items = (PyObject **)(scope + 1);
    unsigned int i;
    for (i = 0; i < scope->def->objects; i++)
        Py_VISIT(items[i]);
    return scope->def->traverse ? scope->def->traverse(scope, visit, arg) : 0;
}
static int __cyrus_closure_clear(PyObject *self) {
    PyObject **items = (PyObject **)((__cyrus_closure *)self + 1);
    unsigned int i;
    for (i = 0; i < ((__cyrus_closure *)self)->def->objects; i++)
        Py_CLEAR(items[i]);
    return 0;
}
static void __cyrus_closure_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, __cyrus_closure_dealloc)
    __cyrus_closure_clear(self);
    if (((__cyrus_closure *)self)->def->destroy)
        ((__cyrus_closure *)self)->def->destroy(self);
    PyObject_GC_Del(self);
    Py_TRASHCAN_END
}
static int __cyrus_closure_init(void) {
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
