//! The Python view of a function with fused parameter types (`fused_cython_function`).
//!
//! It is a function whose body chooses: it gets this object as `self` and all arguments (a method's instance included:
//! no `__CYRUS_FUNC_METHOD`), finds the specialisation in `__cyrus_fused_signatures(self)`, a dict from "int|double" to
//! functions, and calls it. Subscripting gives a specialisation; a method that was looked up on an instance
//! stays subscriptable, so binding makes another object of this type.
//@requires function
//@init __cyrus_fused_init
//@fn __cyrus_fused_new(const __cyrus_funcdef *, obj?, obj?, obj) -> new
//@fn __cyrus_fused_signatures(obj) -> borrowed? pure
//@proto
static PyObject *__cyrus_fused_new(const __cyrus_funcdef *def, PyObject *closure, PyObject *cls, PyObject *signatures);
static inline PyObject *__cyrus_fused_signatures(PyObject *f) { return ((__cyrus_func *)f)->attr[__CYRUS_FN_SIGNATURES]; }
//@code
static PyTypeObject *__cyrus_fused_type;
static PyObject *__cyrus_fused_new(const __cyrus_funcdef *def, PyObject *closure, PyObject *cls, PyObject *signatures) {
    PyObject *f =
        __cyrus_function_init_object(PyObject_GC_New(__cyrus_func, __cyrus_fused_type), def, closure, cls);
    if (f)
        __cyrus_function_set(f, __CYRUS_FN_SIGNATURES, signatures);
    return f;
}
static PyObject *__cyrus_fused_bound_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    __cyrus_func *f = (__cyrus_func *)self;
    Py_ssize_t i, count = PyVectorcall_NARGS(nargsf) + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
    PyObject *few[8], **all = few, *result;
    if (count >= 8 && !(all = PyMem_New(PyObject *, count + 1)))
        return PyErr_NoMemory();
    all[0] = f->attr[__CYRUS_FN_SELF];
    for (i = 0; i < count; i++)
        all[i + 1] = args[i];
    result = ((vectorcallfunc)(void (*)(void))f->def->ml.ml_meth)(self, all, (size_t)PyVectorcall_NARGS(nargsf) + 1, kwnames);
    if (all != few)
        PyMem_Free(all);
    return result;
}
static __CYRUS_COLD PyObject *__cyrus_fused_bind(PyObject *self, PyObject *obj, PyObject *type) {
    __cyrus_func *f = (__cyrus_func *)self, *bound;
    int i;
    (void)type;
    if (!obj || obj == Py_None || f->attr[__CYRUS_FN_SELF])
        return Py_NewRef(self);
    bound = (__cyrus_func *)__cyrus_function_init_object(PyObject_GC_New(__cyrus_func, Py_TYPE(self)), f->def, NULL, NULL);
    if (!bound)
        return NULL;
    bound->info = f->info;
    bound->getter = f->getter;
    for (i = 0; i < __CYRUS_FN_COUNT; i++)
        if (i != __CYRUS_FN_DICT)
            Py_XSETREF(bound->attr[i], Py_XNewRef(f->attr[i]));
    bound->attr[__CYRUS_FN_SELF] = Py_NewRef(obj);
    bound->vectorcall = __cyrus_fused_bound_call;
    return (PyObject *)bound;
}
static __CYRUS_COLD PyObject *__cyrus_fused_key(PyObject *index) {
    if (PyUnicode_CheckExact(index))
        return Py_NewRef(index);
    return PyType_Check(index) ? PyObject_GetAttrString(index, "__name__") : PyObject_Str(index);
}
static __CYRUS_COLD PyObject *__cyrus_fused_getitem(PyObject *self, PyObject *index) {
    PyObject *key = NULL, *list, *part, *bar, *found, *bound;
    Py_ssize_t i;
    if (!__cyrus_fused_signatures(self)) {
        PyErr_SetString(PyExc_TypeError, "Function is not fused");
        return NULL;
    }
    if (PyTuple_Check(index)) {
        list = PyList_New(0);
        bar = PyUnicode_FromString("|");
        for (i = 0; list && i < PyTuple_GET_SIZE(index); i++) {
            part = __cyrus_fused_key(PyTuple_GET_ITEM(index, i));
            if (!part || PyList_Append(list, part) < 0)
                Py_CLEAR(list);
            Py_XDECREF(part);
        }
        if (list && bar)
            key = PyUnicode_Join(bar, list);
        Py_XDECREF(bar);
        Py_XDECREF(list);
    } else {
        key = __cyrus_fused_key(index);
    }
    if (!key)
        return NULL;
    found = PyObject_GetItem(__cyrus_fused_signatures(self), key);
    Py_DECREF(key);
    if (!found || !((__cyrus_func *)self)->attr[__CYRUS_FN_SELF])
        return found;
    bound = PyMethod_New(found, ((__cyrus_func *)self)->attr[__CYRUS_FN_SELF]);
    Py_DECREF(found);
    return bound;
}
static __CYRUS_COLD PyObject *__cyrus_fused_get_signatures(PyObject *self, void *unused) {
    PyObject *signatures = __cyrus_fused_signatures(self);
    (void)unused;
    return signatures ? PyDictProxy_New(signatures) : Py_NewRef(Py_None);
}
static __CYRUS_COLD PyObject *__cyrus_fused_get_self(PyObject *self, void *unused) {
    PyObject *obj = ((__cyrus_func *)self)->attr[__CYRUS_FN_SELF];
    (void)unused;
    if (!obj)
        PyErr_SetString(PyExc_AttributeError, "__self__");
    return Py_XNewRef(obj);
}
// The getset table of the base type is repeated for what type creation would hide.
static PyGetSetDef __cyrus_fused_getset[] = {
    {"__signatures__", __cyrus_fused_get_signatures, NULL, NULL, NULL},
    {"__self__", __cyrus_fused_get_self, NULL, NULL, NULL},
    __CYRUS_FN_RW("__doc__", __CYRUS_FN_DOC), __CYRUS_FN_RW("__module__", __CYRUS_FN_MODULE),
    {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot __cyrus_fused_slots[] = {
    {Py_tp_dealloc, (void *)__cyrus_function_dealloc}, {Py_tp_traverse, (void *)__cyrus_function_traverse},
    {Py_tp_clear, (void *)__cyrus_function_clear},     {Py_tp_call, (void *)PyVectorcall_Call},
    {Py_tp_descr_get, (void *)__cyrus_fused_bind},     {Py_mp_subscript, (void *)__cyrus_fused_getitem},
    {Py_tp_members, __cyrus_function_members},         {Py_tp_getset, __cyrus_fused_getset},
    {0, NULL}};
static PyType_Spec __cyrus_fused_spec = {__CYRUS_ABI ".fused_cython_function", sizeof(__cyrus_func), 0,
                                         Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                                             Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                         __cyrus_fused_slots};
static int __cyrus_fused_init(void) {
    PyObject *bases;
    if (__cyrus_fused_type)
        return 0;
    bases = PyTuple_Pack(1, (PyObject *)__cyrus_function_type);
    if (bases)
        __cyrus_fused_type = __cyrus_shared_type(&__cyrus_fused_spec, bases, NULL);
    Py_XDECREF(bases);
    return __cyrus_fused_type ? 0 : -1;
}
