//! Scope objects: variables that inner functions use, and the frames of generators.
//!
//! One type for all layouts. Generated structs begin with `__CYRUS_SCOPE_HEAD`, then have `objects` Python objects
//! (NULL while unbound), then anything else, which the functions of the description look after. The size of the fields is
//! the object's item count. Invariants: fields are zero when new; `outer` keeps the enclosing scope object.
//@requires shared_type
//@init __cyrus_scope_init
//@fn __cyrus_scope_new(const __cyrus_scope_desc *, obj?) -> new
//@proto
typedef struct {
    size_t size; // of the whole struct
    int objects;
    void (*init)(void *scope);  // constructs the other fields, or NULL
    void (*clear)(void *scope); // destroys them, or NULL
} __cyrus_scope_desc;
#define __CYRUS_SCOPE_HEAD PyObject_VAR_HEAD const __cyrus_scope_desc *desc; PyObject *outer;
typedef struct { __CYRUS_SCOPE_HEAD } __cyrus_scope;
static PyTypeObject *__cyrus_scope_type;
static PyObject *__cyrus_scope_new(const __cyrus_scope_desc *desc, PyObject *outer);
//@code
#define __CYRUS_SCOPE_FIELDS(scope) ((PyObject **)(void *)((__cyrus_scope *)(scope) + 1))
static PyObject *__cyrus_scope_new(const __cyrus_scope_desc *desc, PyObject *outer) {
    size_t extra = desc->size - sizeof(__cyrus_scope);
    __cyrus_scope *scope = PyObject_GC_NewVar(__cyrus_scope, __cyrus_scope_type, (Py_ssize_t)extra);
    if (__CYRUS_UNLIKELY(!scope))
        return NULL;
    memset((void *)(scope + 1), 0, extra);
    scope->desc = desc;
    scope->outer = Py_XNewRef(outer);
    if (desc->init)
        desc->init(scope);
    PyObject_GC_Track(scope);
    return (PyObject *)scope;
}
static int __cyrus_scope_traverse(PyObject *self, visitproc visit, void *arg) {
    int i;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((__cyrus_scope *)self)->outer);
    for (i = 0; i < ((__cyrus_scope *)self)->desc->objects; i++)
        Py_VISIT(__CYRUS_SCOPE_FIELDS(self)[i]);
    return 0;
}
static int __cyrus_scope_clear(PyObject *self) {
    int i;
    for (i = 0; i < ((__cyrus_scope *)self)->desc->objects; i++)
        Py_CLEAR(__CYRUS_SCOPE_FIELDS(self)[i]);
    Py_CLEAR(((__cyrus_scope *)self)->outer);
    return 0;
}
static void __cyrus_scope_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    __cyrus_scope_clear(self);
    if (((__cyrus_scope *)self)->desc->clear)
        ((__cyrus_scope *)self)->desc->clear(self);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}
static PyType_Slot __cyrus_scope_slots[] = {{Py_tp_dealloc, (void *)__cyrus_scope_dealloc},
                                            {Py_tp_traverse, (void *)__cyrus_scope_traverse},
                                            {Py_tp_clear, (void *)__cyrus_scope_clear},
                                            {0, NULL}};
static PyType_Spec __cyrus_scope_spec = {__CYRUS_ABI ".scope", sizeof(__cyrus_scope), 1,
                                         Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                                             Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                         __cyrus_scope_slots};
static int __cyrus_scope_init(void) {
    if (!__cyrus_scope_type)
        __cyrus_scope_type = __cyrus_shared_type(&__cyrus_scope_spec, NULL, NULL);
    return __cyrus_scope_type ? 0 : -1;
}
