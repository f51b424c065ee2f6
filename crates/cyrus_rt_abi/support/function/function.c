//! The type of Python-level functions (`cython_function_or_method`) and how to make one.
//!
//! A function is its C body plus a static `__cyrus_funcdef`; attributes are made when first asked for. `self` of the
//! body is the function object, whose closure and default values the body reads with the inline functions below.
//! With `__CYRUS_FUNC_METHOD` (methods of extension types) it is the instance, taken off the arguments here and tested
//! against the type in `__CYRUS_FN_CLASS`. The type is shared by all modules: its methods may only use what the object
//! refers to, never this module's tables.
//@requires function_object, code_object, shared_type
//@str __name__
//@init __cyrus_function_init
//@fn __cyrus_function_new(const __cyrus_funcdef *, obj?, obj?) -> new
//@fn __cyrus_function_set(obj, int, obj) -> int !neg
//@fn __cyrus_function_set_getter(obj, __cyrus_defaults_getter) -> void
//@fn __cyrus_function_closure(obj) -> borrowed? pure
//@fn __cyrus_function_value(obj, Py_ssize_t) -> borrowed? pure
//@fn __cyrus_function_class(obj) -> borrowed? pure
//@proto
// Code that asks by Cython's name whether something is a compiled function.
#define __Pyx_CyFunction_Check(f) PyObject_TypeCheck(f, __cyrus_function_type)
static PyObject *__cyrus_function_new(const __cyrus_funcdef *def, PyObject *closure, PyObject *cls);
static int __cyrus_function_set(PyObject *f, int which, PyObject *value);
static inline void __cyrus_function_set_getter(PyObject *f, __cyrus_defaults_getter getter) {
    ((__cyrus_func *)f)->getter = getter;
}
static inline PyObject *__cyrus_function_closure(PyObject *f) { return ((__cyrus_func *)f)->attr[__CYRUS_FN_CLOSURE]; }
static inline PyObject *__cyrus_function_value(PyObject *f, Py_ssize_t i) {
    return PyTuple_GET_ITEM(((__cyrus_func *)f)->attr[__CYRUS_FN_VALUES], i);
}
static inline PyObject *__cyrus_function_class(PyObject *f) { return ((__cyrus_func *)f)->attr[__CYRUS_FN_CLASS]; }
//@code
#include <structmember.h>
// Borrowed; NULL where it was not set.
static __CYRUS_COLD PyObject *__cyrus_function_attr(__cyrus_func *f, int which) {
    return which < __CYRUS_FN_KEPT ? f->attr[which] : f->rare ? f->rare[which - __CYRUS_FN_KEPT] : NULL;
}
static __CYRUS_COLD int __cyrus_function_set(PyObject *self, int which, PyObject *value) {
    __cyrus_func *f = (__cyrus_func *)self;
    PyObject **slot = f->attr + which, *old;
    if (which >= __CYRUS_FN_KEPT) {
        if (!f->rare) {
            if (!value)
                return 0;
            f->rare = (PyObject **)PyMem_Calloc(__CYRUS_FN_COUNT - __CYRUS_FN_KEPT, sizeof(PyObject *));
            if (!f->rare) {
                PyErr_NoMemory();
                return -1;
            }
        }
        slot = f->rare + (which - __CYRUS_FN_KEPT);
    }
    old = *slot;
    Py_IncRef(value);
    *slot = value;
    Py_DecRef(old);
    return 0;
}
static __CYRUS_BRIEF PyObject *__cyrus_function_method_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    __cyrus_func *f = (__cyrus_func *)self;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    PyTypeObject *type = (PyTypeObject *)f->attr[__CYRUS_FN_CLASS];
    if (__CYRUS_UNLIKELY(nargs < 1)) {
        PyErr_Format(PyExc_TypeError, "%.200s() needs an argument", f->def->ml.ml_name);
        return NULL;
    }
    if (__CYRUS_UNLIKELY(type && !PyObject_TypeCheck(args[0], type))) {
        PyErr_Format(PyExc_TypeError, "descriptor '%s' for '%.100s' objects doesn't apply to a '%.100s' object",
                     f->def->ml.ml_name, type->tp_name, Py_TYPE(args[0])->tp_name);
        return NULL;
    }
    return ((vectorcallfunc)(void (*)(void))f->def->ml.ml_meth)(args[0], args + 1, (size_t)nargs - 1, kwnames);
}
static __CYRUS_BRIEF PyObject *__cyrus_function_init_object(__cyrus_func *f, const __cyrus_funcdef *def, PyObject *closure, PyObject *cls) {
    if (__CYRUS_UNLIKELY(!f))
        return NULL;
    f->def = def;
    f->info = &__cyrus_info;
    f->vectorcall = def->flags & __CYRUS_FUNC_METHOD ? __cyrus_function_method_call
                                                     : (vectorcallfunc)(void (*)(void))def->ml.ml_meth;
    f->getter = NULL;
    f->weakrefs = NULL;
    f->rare = NULL;
    memset(f->attr, 0, sizeof f->attr);
    f->attr[__CYRUS_FN_GLOBALS] = Py_NewRef(__cyrus_d);
    f->attr[__CYRUS_FN_CLOSURE] = Py_XNewRef(closure);
    f->attr[__CYRUS_FN_CLASS] = Py_XNewRef(cls);
    PyObject_GC_Track(f);
    return (PyObject *)f;
}
static __CYRUS_BRIEF PyObject *__cyrus_function_new(const __cyrus_funcdef *def, PyObject *closure, PyObject *cls) {
    return __cyrus_function_init_object(PyObject_GC_New(__cyrus_func, __cyrus_function_type), def, closure, cls);
}
static __CYRUS_COLD int __cyrus_function_traverse(PyObject *self, visitproc visit, void *arg) {
    int i;
    for (i = 0; i < __CYRUS_FN_COUNT; i++)
        Py_VISIT(__cyrus_function_attr((__cyrus_func *)self, i));
    Py_VISIT(Py_TYPE(self));
    return 0;
}
static __CYRUS_ONCE int __cyrus_function_clear(PyObject *self) {
    int i;
    for (i = 0; i < __CYRUS_FN_COUNT; i++)
        __cyrus_function_set(self, i, NULL);
    return 0;
}
static __CYRUS_BRIEF void __cyrus_function_dealloc(PyObject *self) {
    __cyrus_func *f = (__cyrus_func *)self;
    PyTypeObject *type = Py_TYPE(self);
    int i;
    PyObject_GC_UnTrack(self);
    if (f->weakrefs)
        PyObject_ClearWeakRefs(self);
    for (i = 0; i < __CYRUS_FN_KEPT; i++)
        Py_XDECREF(f->attr[i]);
    if (f->rare) {
        memset(f->attr, 0, sizeof f->attr);
        __cyrus_function_clear(self);
        PyMem_Free(f->rare);
    }
    PyObject_GC_Del(self);
    Py_DECREF(type);
}
static __CYRUS_BRIEF PyObject *__cyrus_function_bind(PyObject *self, PyObject *obj, PyObject *type) {
    (void)type;
    return !obj || obj == Py_None ? Py_NewRef(self) : PyMethod_New(self, obj);
}
#if PY_VERSION_HEX >= 0x030E0000
// functools.wraps copies __annotate__; calling the copy gives the annotations of the wrapped function.
static __CYRUS_ONCE PyObject *__cyrus_function_annotate(PyObject *self, PyObject *format) {
    (void)format;
    return PyObject_GetAttrString(self, "__annotations__");
}
static PyMethodDef __cyrus_function_annotate_def = {"__annotate__", __cyrus_function_annotate, METH_O, NULL};
#endif
// The value of an attribute that was not set: new reference, to be kept.
static __CYRUS_ONCE PyObject *__cyrus_function_make(__cyrus_func *f, int which) {
    PyObject *value = NULL, *pair;
    switch (which) {
    case __CYRUS_FN_NAME:
        return PyUnicode_InternFromString(f->def->ml.ml_name);
    case __CYRUS_FN_QUALNAME:
        value = f->info->constants[f->def->qualname];
        break;
    case __CYRUS_FN_DOC:
        if (f->def->ml.ml_doc)
            return PyUnicode_FromString(f->def->ml.ml_doc);
        break;
    case __CYRUS_FN_MODULE:
        value = PyDict_GetItemWithError(f->attr[__CYRUS_FN_GLOBALS], __cyrus_s___name__);
        break;
    case __CYRUS_FN_CODE:
        pair = PyUnicode_FromString(f->def->ml.ml_name);
        if (pair)
            value = __cyrus_code_new(f->info, f->def->args, f->def->flags & __CYRUS_FUNC_LOCALS ? f->def->locals : NULL, pair, f->info->constants[f->def->qualname], f->def->line,
                                     (f->def->flags & ~(__CYRUS_FUNC_METHOD | __CYRUS_FUNC_LOCALS)) |
                                         (f->def->flags & __CYRUS_FUNC_METHOD ? __CYRUS_CODE_METHOD : 0));
        __CYRUS_DROP(pair);
        return value;
    case __CYRUS_FN_DEFAULTS:
    case __CYRUS_FN_KWDEFAULTS:
        if (!f->getter)
            break;
        pair = f->getter((PyObject *)f);
        if (!pair)
            return NULL;
        value = PyTuple_GET_ITEM(pair, which == __CYRUS_FN_KWDEFAULTS);
        Py_INCREF(value);
        __CYRUS_DROP(pair);
        return value;
    case __CYRUS_FN_ANNOTATIONS:
        pair = __cyrus_function_attr(f, __CYRUS_FN_ANNOTATE);
        if (pair && pair != Py_None) {
            value = PyObject_CallFunction(pair, "i", 1);
            if (value && !PyDict_Check(value)) {
                PyErr_SetString(PyExc_TypeError, "__annotate__ must return a dict");
                Py_CLEAR(value);
            }
            return value;
        }
        return PyDict_New();
#if PY_VERSION_HEX < 0x030B0000
    case __CYRUS_FN_IS_COROUTINE:
        if (!(f->def->flags & __CYRUS_FUNC_COROUTINE))
            return Py_NewRef(Py_False);
        pair = PyImport_ImportModule("asyncio.coroutines");
        if (pair)
            value = PyObject_GetAttrString(pair, "_is_coroutine");
        __CYRUS_DROP(pair);
        if (!value && PyErr_ExceptionMatches(PyExc_Exception)) {
            PyErr_Clear();
            value = Py_NewRef(Py_True);
        }
        return value;
#endif
    default:
        break;
    }
    if (!value && PyErr_Occurred())
        return NULL;
    return Py_NewRef(value ? value : Py_None);
}
static __CYRUS_ONCE PyObject *__cyrus_function_get(PyObject *self, void *closure) {
    __cyrus_func *f = (__cyrus_func *)self;
    int which = (int)(Py_intptr_t)closure;
    PyObject *value;
#if PY_VERSION_HEX >= 0x030E0000
    if (which == __CYRUS_FN_ANNOTATE && !__cyrus_function_attr(f, which))
        return PyCFunction_New(&__cyrus_function_annotate_def, self);
#endif
    Py_BEGIN_CRITICAL_SECTION(self);
    value = __cyrus_function_attr(f, which);
    Py_IncRef(value);
    if (!value) {
        value = __cyrus_function_make(f, which);
        if (value && __cyrus_function_set(self, which, value) < 0)
            Py_CLEAR(value);
    }
    Py_END_CRITICAL_SECTION();
    return value;
}
static __CYRUS_ONCE PyObject *__cyrus_function_get_none(PyObject *self, void *closure) {
    (void)self, (void)closure;
    return Py_NewRef(Py_None);
}
static __CYRUS_ONCE int __cyrus_function_assign(PyObject *self, PyObject *value, void *closure) {
    int which = (int)(Py_intptr_t)closure, empty = !value || value == Py_None;
    int failed = 0;
    const char *error = NULL, *warning = NULL;
    switch (which) {
    case __CYRUS_FN_NAME:
        error = value && PyUnicode_Check(value) ? NULL : "__name__ must be set to a string object";
        break;
    case __CYRUS_FN_QUALNAME:
        error = value && PyUnicode_Check(value) ? NULL : "__qualname__ must be set to a string object";
        break;
    case __CYRUS_FN_DEFAULTS:
        warning = "changes to cyfunction.__defaults__ will not currently affect the values used in function calls";
        error = empty || PyTuple_Check(value) ? NULL : "__defaults__ must be set to a tuple object";
        break;
    case __CYRUS_FN_KWDEFAULTS:
        warning = "changes to cyfunction.__kwdefaults__ will not currently affect the values used in function calls";
        error = empty || PyDict_Check(value) ? NULL : "__kwdefaults__ must be set to a dict object";
        break;
    case __CYRUS_FN_ANNOTATIONS:
        error = empty || PyDict_Check(value) ? NULL : "__annotations__ must be set to a dict object";
        break;
    case __CYRUS_FN_ANNOTATE:
        error = !value ? "__annotate__ cannot be deleted"
                       : empty || PyCallable_Check(value) ? NULL : "__annotate__ must be callable or None";
        break;
    default:
        break;
    }
    if (error) {
        PyErr_SetString(PyExc_TypeError, error);
        return -1;
    }
    if (warning && PyErr_WarnEx(PyExc_RuntimeWarning, warning, 1) < 0)
        return -1;
    if (empty)
        value = which == __CYRUS_FN_ANNOTATIONS ? NULL : Py_None;
    Py_BEGIN_CRITICAL_SECTION(self);
#if PY_VERSION_HEX >= 0x030E0000
    if (which == __CYRUS_FN_ANNOTATE && PyCFunction_Check(value) && PyCFunction_GET_SELF(value) == self &&
        PyCFunction_GET_FUNCTION(value) == __cyrus_function_annotate)
        value = NULL;
#endif
    if (which == __CYRUS_FN_ANNOTATE && value && value != Py_None)
        failed |= __cyrus_function_set(self, __CYRUS_FN_ANNOTATIONS, NULL);
    if (which == __CYRUS_FN_ANNOTATIONS)
        failed |= __cyrus_function_set(self, __CYRUS_FN_ANNOTATE, Py_None);
    failed |= __cyrus_function_set(self, which, value);
    Py_END_CRITICAL_SECTION();
    return failed;
}
static __CYRUS_ONCE PyObject *__cyrus_function_repr(PyObject *self) {
    PyObject *name = __cyrus_function_get(self, (void *)__CYRUS_FN_QUALNAME), *text;
    if (!name)
        return NULL;
    text = PyUnicode_FromFormat("<cyfunction %U at %p>", name, (void *)self);
    __CYRUS_DROP(name);
    return text;
}
static __CYRUS_ONCE PyObject *__cyrus_function_reduce(PyObject *self, PyObject *args) {
    (void)args;
    return __cyrus_function_get(self, (void *)__CYRUS_FN_QUALNAME);
}
#define __CYRUS_FN_RW(name, which) {name, __cyrus_function_get, __cyrus_function_assign, NULL, (void *)which}
#define __CYRUS_FN_RO(name, which) {name, __cyrus_function_get, NULL, NULL, (void *)which}
static PyGetSetDef __cyrus_function_getset[] = {
    __CYRUS_FN_RW("__name__", __CYRUS_FN_NAME), __CYRUS_FN_RW("func_name", __CYRUS_FN_NAME),
    __CYRUS_FN_RW("__qualname__", __CYRUS_FN_QUALNAME), __CYRUS_FN_RW("__module__", __CYRUS_FN_MODULE),
    __CYRUS_FN_RW("__doc__", __CYRUS_FN_DOC), __CYRUS_FN_RW("func_doc", __CYRUS_FN_DOC),
    __CYRUS_FN_RO("__code__", __CYRUS_FN_CODE), __CYRUS_FN_RO("func_code", __CYRUS_FN_CODE),
    __CYRUS_FN_RW("__defaults__", __CYRUS_FN_DEFAULTS), __CYRUS_FN_RW("func_defaults", __CYRUS_FN_DEFAULTS),
    __CYRUS_FN_RW("__kwdefaults__", __CYRUS_FN_KWDEFAULTS), __CYRUS_FN_RW("__annotations__", __CYRUS_FN_ANNOTATIONS),
    __CYRUS_FN_RO("__globals__", __CYRUS_FN_GLOBALS), __CYRUS_FN_RO("func_globals", __CYRUS_FN_GLOBALS),
#if PY_VERSION_HEX >= 0x030E0000
    __CYRUS_FN_RW("__annotate__", __CYRUS_FN_ANNOTATE),
#endif
#if PY_VERSION_HEX < 0x030B0000
    __CYRUS_FN_RO("_is_coroutine", __CYRUS_FN_IS_COROUTINE),
#endif
    {"__closure__", __cyrus_function_get_none, NULL, NULL, NULL},
    {"func_closure", __cyrus_function_get_none, NULL, NULL, NULL},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {"func_dict", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
static PyMemberDef __cyrus_function_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(__cyrus_func, vectorcall), READONLY, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(__cyrus_func, weakrefs), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(__cyrus_func, attr) + __CYRUS_FN_DICT * sizeof(PyObject *), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};
static PyMethodDef __cyrus_function_methods[] = {{"__reduce__", __cyrus_function_reduce, METH_NOARGS, NULL},
                                                 {NULL, NULL, 0, NULL}};
static PyType_Slot __cyrus_function_slots[] = {
    {Py_tp_dealloc, (void *)__cyrus_function_dealloc}, {Py_tp_repr, (void *)__cyrus_function_repr},
    {Py_tp_call, (void *)PyVectorcall_Call},           {Py_tp_traverse, (void *)__cyrus_function_traverse},
    {Py_tp_clear, (void *)__cyrus_function_clear},     {Py_tp_methods, __cyrus_function_methods},
    {Py_tp_members, __cyrus_function_members},         {Py_tp_getset, __cyrus_function_getset},
    {Py_tp_descr_get, (void *)__cyrus_function_bind},  {0, NULL}};
static PyType_Spec __cyrus_function_spec = {__CYRUS_ABI ".cython_function_or_method", sizeof(__cyrus_func), 0,
                                            Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_METHOD_DESCRIPTOR |
                                                Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_BASETYPE |
                                                Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                            __cyrus_function_slots};
static __CYRUS_ONCE int __cyrus_function_init(void) {
    if (!__cyrus_function_type)
        __cyrus_function_type = __cyrus_shared_type(&__cyrus_function_spec, NULL, NULL);
    return __cyrus_function_type ? 0 : -1;
}
