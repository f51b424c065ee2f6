//! Python's view of cypclass objects: proxies and their types.
//!
//! A proxy owns one reference to its object; the registry finds it again while it lives, so that identity is kept. Its type
//! belongs to the object's class, or to a Python class derived from that. All such types derive from one base that
//! gives the layout and that nobody sees: it is taken out of `__bases__` and `__mro__`, which show the cypclasses only.
//!
//! An instance of a derived Python class is more than its object shows: attributes, methods that override. When Python lets go of one
//! whose object others still refer to, it stays (`tp_finalize` brings it back), and from then on the object keeps
//! it: the proxy is referred to once, by its object, to which it has no reference any more. Whoever drops the last
//! reference to the object gives it to the proxy, and drops the proxy.
//@requires cyp_mirror, cyp_object, cyp_pickle, cyp_proxy_object, cyp_pyfield, cyp_registry, shared_type
//@include <structmember.h>
//@fn __cyrus_cyp_to_py(__cyrus_cyp *) -> new
//@fn __cyrus_cyp_from_py(obj, const __cyrus_cyp_type *) -> __cyrus_cyp * !null
//@fn __cyrus_cyp_seen(obj, const __cyrus_cyp_type *) -> __cyrus_cyp * !null
//@fn __cyrus_cyp_py_set(obj, obj, steal?) -> int !neg
//@fn __cyrus_cyp_py_signature(obj, const char *) -> int !neg
//@proto
// None for NULL.
static PyObject *__cyrus_cyp_to_py(__cyrus_cyp *o);
static __cyrus_cyp *__cyrus_cyp_from_py(PyObject *x, const __cyrus_cyp_type *type);
// The same without a new reference, for as long as the proxy lives.
static __CYRUS_NOINLINE __cyrus_cyp *__cyrus_cyp_seen_otherwise(PyObject *x, const __cyrus_cyp_type *type);
static inline __cyrus_cyp *__cyrus_cyp_seen(PyObject *x, const __cyrus_cyp_type *type) {
    return __CYRUS_LIKELY(Py_TYPE(x) == type->py_type && ((__cyrus_cyp_proxy *)x)->object) ? ((__cyrus_cyp_proxy *)x)->object : __cyrus_cyp_seen_otherwise(x, type);
}
// Creates type->py_type. `bases`: the direct bases, of which those without a Python type are left out.
static int __cyrus_cyp_py_type(__cyrus_cyp_type *type, newfunc create, const char *doc, __cyrus_cyp_type *const *bases, int base_count);
// Sets an attribute of such a type (a method, a property, a nested class), which it takes over.
static int __cyrus_cyp_py_set(PyObject *type, PyObject *name, PyObject *value);
// Tells `inspect` the arguments of the constructor, where it cannot see them for itself.
static int __cyrus_cyp_py_signature(PyObject *type, const char *text);
// tp_new of a class that says how its objects are made: what the type's function `__cyrus_construct` gives, as an
// instance of `cls` when that is a derived class. The function is set like a method, and hidden on first use.
static PyObject *__cyrus_cyp_py_new(__cyrus_cyp_type *type, PyTypeObject *cls, PyObject *args, PyObject *kwds);
// tp_new of other classes (of all, without `args`): an object whose fields are zero; `__init__` follows, as Python has it.
static PyObject *__cyrus_cyp_py_alloc(__cyrus_cyp_type *type, PyTypeObject *cls, PyObject *args, PyObject *kwds);
//@code
#if PY_VERSION_HEX >= 0x030D0000
#define __CYRUS_CYP_EXITING() Py_IsFinalizing()
#else
#define __CYRUS_CYP_EXITING() _Py_IsFinalizing()
#endif
static PyTypeObject *__cyrus_cyp_proxy_base;
static __CYRUS_BRIEF int __cyrus_cyp_proxy_grow(__cyrus_cyp_registry *r) {
    PyObject **old = r->proxies;
    size_t i, size = r->proxy_size, larger = size ? size * 2 : 64;
    PyObject **grown = (PyObject **)calloc(larger, sizeof(PyObject *));
    if (!grown)
        return -1;
    r->proxies = grown;
    r->proxy_size = larger;
    for (i = 0; i < size; i++) {
        if (old[i])
            *__cyrus_cyp_proxy_find(r, ((__cyrus_cyp_proxy *)old[i])->object) = old[i];
    }
    free(old);
    return 0;
}
static int __cyrus_cyp_proxy_enter(__cyrus_cyp_registry *r, PyObject *proxy) {
    if (r->proxy_count >= r->proxy_size / 2 && __cyrus_cyp_proxy_grow(r) < 0)
        return -1;
    *__cyrus_cyp_proxy_find(r, ((__cyrus_cyp_proxy *)proxy)->object) = proxy;
    r->proxy_count++;
    return 0;
}
static void __cyrus_cyp_proxy_remove(__cyrus_cyp_registry *r, const __cyrus_cyp *o) {
    PyObject **place = __cyrus_cyp_proxy_find(r, o);
    size_t hole, at, mask = r->proxy_size - 1;
    if (!*place)
        return;
    r->proxy_count--;
    // What lies behind and could not be found any more moves into the hole.
    for (hole = at = (size_t)(place - r->proxies);;) {
        size_t home;
        r->proxies[hole] = NULL;
        do {
            at = (at + 1) & mask;
            if (!r->proxies[at])
                return;
            home = __cyrus_cyp_proxy_hash(((__cyrus_cyp_proxy *)r->proxies[at])->object) & mask;
        } while (((at - home) & mask) < ((at - hole) & mask));
        r->proxies[hole] = r->proxies[at];
        hole = at;
    }
}
// Lets go of the object.
static __CYRUS_NOINLINE void __cyrus_cyp_proxy_detach(__cyrus_cyp_proxy *proxy) {
    __cyrus_cyp *o = proxy->object;
    uint64_t refs;
    if (!o)
        return;
    __CYRUS_CYP_REGISTRY_LOCK();
    __cyrus_cyp_proxy_remove(__cyrus_cyp_registry_, o);
    refs = __cyrus_at_load_sync(&o->refs);
    if (__CYRUS_UNLIKELY(proxy->stand_in) && refs / __CYRUS_CYP_ONE > 1) {
        // As if it had not been: the object is not Python's again, and no candidate.
        proxy->object = NULL;
        if (proxy->stand_in == 3 && refs & __CYRUS_CYP_PYTHON && !__cyrus_at_load(&__cyrus_pool_process->loose))
            (void)__cyrus_at_and(&o->refs, ~(uint64_t)(__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON));
        (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_PROXY);
        if (__cyrus_at_add_sync(&o->refs, (uint64_t)0 - __CYRUS_CYP_ONE) < 2 * __CYRUS_CYP_ONE)
            __cyrus_cyp_destroy(o);
        return;
    }
    // Nobody else knows the object: no atomic operations. It belongs to this thread for what is left of its life.
    if (refs / __CYRUS_CYP_ONE == 1 && !(refs & __CYRUS_CYP_SIDE) && !o->type->dealloc)
        __cyrus_at_store(&o->refs, refs & ~(uint64_t)(__CYRUS_CYP_PROXY | __CYRUS_CYP_DERIVED | __CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON));
    else
        (void)__cyrus_at_and(&o->refs, ~(uint64_t)(__CYRUS_CYP_PROXY | __CYRUS_CYP_DERIVED));
    __CYRUS_CYP_REGISTRY_UNLOCK();
    proxy->object = NULL;
    __cyrus_cyp_decref(o);
}
static __CYRUS_BRIEF void __cyrus_cyp_proxy_hand_over(void *object) {
    __cyrus_cyp *o = (__cyrus_cyp *)object;
    __cyrus_cyp_proxy *proxy;
    PyGILState_STATE gil;
    int kept;
    // Too late for Python's side.
    if (!Py_IsInitialized())
        return;
    gil = PyGILState_Ensure();
    __CYRUS_CYP_REGISTRY_LOCK();
    proxy = (__cyrus_cyp_proxy *)*__cyrus_cyp_proxy_find(__cyrus_cyp_registry_, o);
    kept = proxy && proxy->kept;
    if (kept)
        proxy->kept = 0;
    __CYRUS_CYP_REGISTRY_UNLOCK();
    if (kept) {
        __cyrus_cyp_proxy_unfinalized(proxy);
        __cyrus_cyp_py_drop((PyObject *)proxy);
    } else if (__cyrus_at_add_sync(&o->refs, (uint64_t)0 - __CYRUS_CYP_ONE) < 2 * __CYRUS_CYP_ONE) {
        __cyrus_cyp_destroy(o);
    }
    PyGILState_Release(gil);
}
// tp_finalize of derived Python classes.
static __CYRUS_BRIEF void __cyrus_cyp_proxy_finalize(PyObject *self) {
    __cyrus_cyp_proxy *proxy = (__cyrus_cyp_proxy *)self;
    __cyrus_cyp *o = proxy->object;
    PyObject *type, *value, *traceback, *text, *method, *result;
    if (o && !proxy->kept && !__CYRUS_CYP_EXITING() && !__cyrus_cyp_is_mirrored(proxy)) {
        uint64_t refs = __cyrus_at_load_sync(&o->refs);
        __CYRUS_CYP_REGISTRY_LOCK();
        while (refs >= 2 * __CYRUS_CYP_ONE && !proxy->kept)
            proxy->kept = __cyrus_at_cas(&o->refs, &refs, refs - __CYRUS_CYP_ONE) ? 2 : 0;
        __CYRUS_CYP_REGISTRY_UNLOCK();
        if (proxy->kept) {
            Py_INCREF(self);
            return;
        }
    }
    proxy->ended = 1;
    PyErr_Fetch(&type, &value, &traceback);
    text = PyUnicode_InternFromString("__del__");
    method = text ? _PyType_Lookup(Py_TYPE(self), text) : NULL;
    if (method) {
        method = PyObject_GetAttr(self, text);
        result = method ? PyObject_CallNoArgs(method) : NULL;
        if (!result)
            PyErr_WriteUnraisable(method ? method : self);
        Py_XDECREF(result);
        Py_XDECREF(method);
    }
    Py_XDECREF(text);
    PyErr_Restore(type, value, traceback);
}
static void __cyrus_cyp_proxy_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    __cyrus_cyp_proxy *proxy = (__cyrus_cyp_proxy *)self;
    if (PyType_IS_GC(type))
        PyObject_GC_UnTrack(self);
    if (proxy->weakrefs)
        PyObject_ClearWeakRefs(self);
    __cyrus_cyp_proxy_detach(proxy);
    type->tp_free(self);
    Py_DECREF(type);
}
static __CYRUS_BRIEF int __cyrus_cyp_proxy_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    return __cyrus_cyp_py_visit((__cyrus_cyp_proxy *)self, visit, arg);
}
static __CYRUS_BRIEF int __cyrus_cyp_proxy_clear(PyObject *self) {
    __cyrus_cyp_proxy *proxy = (__cyrus_cyp_proxy *)self;
    __cyrus_cyp *o = proxy->object;
    if (!proxy->kept) {
        proxy->stand_in = 0;
        __cyrus_cyp_proxy_detach(proxy);
        return 0;
    }
    // The object gives up its reference, and is garbage itself: cyp_cycle gets to know of it.
    __cyrus_cyp_incref(o);
    proxy->kept = 0;
    __cyrus_cyp_proxy_detach(proxy);
    Py_DECREF(self);
    return 0;
}
static PyMemberDef __cyrus_cyp_proxy_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(__cyrus_cyp_proxy, weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};
static PyType_Slot __cyrus_cyp_proxy_slots[] = {
    {Py_tp_dealloc, (void *)__cyrus_cyp_proxy_dealloc},
    {Py_tp_members, (void *)__cyrus_cyp_proxy_members},
    {0, NULL}};
static PyType_Spec __cyrus_cyp_proxy_spec = {
    __CYRUS_ABI ".cypclass_proxy_5", sizeof(__cyrus_cyp_proxy), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, __cyrus_cyp_proxy_slots};
#if !__CYRUS_FREE_THREADED
// What stands in for objects of classes that have no Python type.
static PyType_Slot __cyrus_cyp_stand_in_slots[] = {
    {Py_tp_dealloc, (void *)__cyrus_cyp_proxy_dealloc},
    {Py_tp_traverse, (void *)__cyrus_cyp_proxy_traverse},
    {Py_tp_clear, (void *)__cyrus_cyp_proxy_clear},
    {0, NULL}};
static PyType_Spec __cyrus_cyp_stand_in_spec = {
    __CYRUS_ABI ".cypclass_stand_in", sizeof(__cyrus_cyp_proxy), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, __cyrus_cyp_stand_in_slots};
static __CYRUS_BRIEF void *__cyrus_cyp_stand_in(void *object) {
    __cyrus_cyp *o = (__cyrus_cyp *)object;
    PyTypeObject *type = o->type->py_type;
    uint64_t refs = __cyrus_at_load(&o->refs), flags = __CYRUS_CYP_PROXY;
    __cyrus_cyp_proxy *proxy;
    if (!type || !PyType_IS_GC(type))
        type = __cyrus_shared_type(&__cyrus_cyp_stand_in_spec, NULL, NULL);
    proxy = type ? (__cyrus_cyp_proxy *)type->tp_alloc(type, 0) : NULL;
    if (proxy) {
        proxy->object = o;
        if (__cyrus_cyp_proxy_enter(__cyrus_cyp_registry_, (PyObject *)proxy) == 0) {
            proxy->stand_in = refs & __CYRUS_CYP_SHARED ? 1 : 3;
            if (!(refs & __CYRUS_CYP_SHARED))
                flags |= __CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON;
            __cyrus_at_store(&o->refs, (refs | flags) + __CYRUS_CYP_ONE);
            return proxy;
        }
        proxy->object = NULL;
        Py_DECREF((PyObject *)proxy);
    }
    PyErr_Clear();
    return NULL;
}
#endif
// Takes over a reference to the object, also when it fails.
static PyObject *__cyrus_cyp_proxy_new(__cyrus_cyp *o, PyTypeObject *type) {
    PyObject *proxy = type->tp_alloc(type, 0);
    uint64_t refs, flags;
    int entered;
    if (!proxy || (type != o->type->py_type && __cyrus_cyp_derived() < 0)) {
        __cyrus_cyp_drop(o);
        __CYRUS_DROP(proxy);
        return NULL;
    }
    if (type == o->type->py_type && !__cyrus_cyp_registry_->derived && !o->type->py_traverse && PyType_IS_GC(type))
        PyObject_GC_UnTrack(proxy);
    // A class that was made, or got a `__del__`, since.
    if (type != o->type->py_type && type->tp_finalize != __cyrus_cyp_proxy_finalize)
        type->tp_finalize = __cyrus_cyp_proxy_finalize;
    __cyrus_cyp_registry_->hand_over = __cyrus_cyp_proxy_hand_over;
#if !__CYRUS_FREE_THREADED
    __cyrus_cyp_registry_->stand_in = __cyrus_cyp_stand_in;
#endif
    if (!(__cyrus_at_load(&o->refs) & __CYRUS_CYP_SHARED))
        (void)__cyrus_at_or(&o->refs, (uint64_t)(__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON));
    ((__cyrus_cyp_proxy *)proxy)->object = o;
    __CYRUS_CYP_REGISTRY_LOCK();
    entered = __cyrus_cyp_proxy_enter(__cyrus_cyp_registry_, proxy);
    if (entered == 0) {
        refs = __cyrus_at_load(&o->refs);
        flags = type == o->type->py_type ? __CYRUS_CYP_PROXY : __CYRUS_CYP_PROXY | __CYRUS_CYP_DERIVED;
        // An object that nobody else knows needs no atomic operation.
        if (refs / __CYRUS_CYP_ONE == 1 && !(refs & __CYRUS_CYP_SIDE))
            __cyrus_at_store(&o->refs, refs | flags);
        else
            (void)__cyrus_at_or(&o->refs, flags);
    }
    __CYRUS_CYP_REGISTRY_UNLOCK();
    if (entered < 0) {
        ((__cyrus_cyp_proxy *)proxy)->object = NULL;
        __cyrus_cyp_drop(o);
        __CYRUS_DROP(proxy);
        return PyErr_NoMemory();
    }
    return proxy;
}
static PyObject *__cyrus_cyp_to_py(__cyrus_cyp *o) {
    if (!o)
        return Py_NewRef(Py_None);
    if (__cyrus_at_load(&o->refs) & __CYRUS_CYP_PROXY && o->type->py_type) {
        PyObject *found;
        __CYRUS_CYP_REGISTRY_LOCK();
        found = Py_XNewRef(*__cyrus_cyp_proxy_find(__cyrus_cyp_registry_, o));
        __CYRUS_CYP_REGISTRY_UNLOCK();
        if (found)
            return found;
    }
    if (!o->type->py_type)
        return PyErr_Format(PyExc_TypeError, "'%s' objects cannot be seen from Python", o->type->name);
    __cyrus_cyp_incref(o);
    return __cyrus_cyp_proxy_new(o, o->type->py_type);
}
static __cyrus_cyp *__cyrus_cyp_from_py(PyObject *x, const __cyrus_cyp_type *type) {
    __cyrus_cyp *o = __cyrus_cyp_seen(x, type);
    __cyrus_cyp_xincref(o);
    return o;
}
static __CYRUS_BRIEF __cyrus_cyp *__cyrus_cyp_seen_otherwise(PyObject *x, const __cyrus_cyp_type *type) {
    if (__CYRUS_LIKELY(type->py_type && PyObject_TypeCheck(x, type->py_type)) && __cyrus_cyp_is(((__cyrus_cyp_proxy *)x)->object, type))
        return ((__cyrus_cyp_proxy *)x)->object;
    PyErr_Format(PyExc_TypeError, "Cannot convert '%.200s' object to cypclass '%.200s'", Py_TYPE(x)->tp_name, type->name);
    return NULL;
}
// Whether a type is that of a cypclass, of whatever module. All of them have one function to go.
static int __cyrus_cyp_py_is(PyTypeObject *type) { return type->tp_dealloc == __cyrus_cyp_proxy_base->tp_dealloc; }
static __CYRUS_BRIEF PyObject *__cyrus_cyp_empty(PyObject *cls, PyObject *unused) {
    PyObject *mro = ((PyTypeObject *)cls)->tp_mro;
    Py_ssize_t i;
    (void)unused;
    for (i = 0; i < PyTuple_GET_SIZE(mro); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        if (__cyrus_cyp_py_is(base))
            return base->tp_new((PyTypeObject *)cls, NULL, NULL);
    }
    PyErr_SetString(PyExc_TypeError, "not a cypclass");
    return NULL;
}
static PyMethodDef __cyrus_cyp_proxy_methods[] = {
    {"__reduce__", __cyrus_cyp_reduce, METH_NOARGS, NULL},
    {"__setstate__", __cyrus_cyp_setstate, METH_O, NULL},
    {"_cyrus_empty_", __cyrus_cyp_empty, METH_NOARGS | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL}};
// Hides the common base of a type that derives from nothing else.
static __CYRUS_ONCE int __cyrus_cyp_py_hide_base(PyTypeObject *type) {
    PyObject *bases = PyTuple_Pack(1, (PyObject *)&PyBaseObject_Type);
    PyObject *mro = PyTuple_Pack(2, (PyObject *)type, (PyObject *)&PyBaseObject_Type);
    if (!bases || !mro) {
        Py_XDECREF(bases);
        Py_XDECREF(mro);
        return -1;
    }
    Py_SETREF(type->tp_bases, bases);
    Py_SETREF(type->tp_mro, mro);
    PyType_Modified(type);
    return 0;
}
// A nested class is `module`, `Outer.Inner`, where CPython takes it for `module.Outer`, `Inner`.
static __CYRUS_ONCE int __cyrus_cyp_py_name(__cyrus_cyp_type *type) {
    size_t module = sizeof __CYRUS_MODULE - 1;
    const char *rest = type->name + module + 1;
    PyObject *text;
    int result;
    if (strncmp(type->name, __CYRUS_MODULE ".", module + 1) != 0 || !strchr(rest, '.'))
        return 0;
    text = PyUnicode_FromString(__CYRUS_MODULE);
    result = text ? PyObject_SetAttrString((PyObject *)type->py_type, "__module__", text) : -1;
    Py_XDECREF(text);
    text = result < 0 ? NULL : PyUnicode_FromString(rest);
    result = text ? PyObject_SetAttrString((PyObject *)type->py_type, "__qualname__", text) : -1;
    Py_XDECREF(text);
    return result;
}
static __CYRUS_ONCE int __cyrus_cyp_py_type(__cyrus_cyp_type *type, newfunc create, const char *doc, __cyrus_cyp_type *const *bases, int base_count) {
    PyType_Slot slots[8];
    PyType_Spec spec;
    PyObject *tuple;
    Py_ssize_t count = 0;
    int i, slot = 0, seen = type->flags & __CYRUS_CYP_REACHES || type->traverse;
    if (!__cyrus_cyp_proxy_base)
        __cyrus_cyp_proxy_base = __cyrus_shared_type(&__cyrus_cyp_proxy_spec, NULL, NULL);
    if (!__cyrus_cyp_proxy_base)
        return -1;
    for (i = 0; i < base_count; i++)
        count += bases[i]->py_type != NULL;
    tuple = PyTuple_New(count ? count : 1);
    if (!tuple)
        return -1;
    if (!count)
        PyTuple_SET_ITEM(tuple, 0, Py_NewRef((PyObject *)__cyrus_cyp_proxy_base));
    for (i = 0, count = 0; i < base_count; i++) {
        if (bases[i]->py_type)
            PyTuple_SET_ITEM(tuple, count++, Py_NewRef((PyObject *)bases[i]->py_type));
    }
    memset(slots, 0, sizeof slots);
    slots[slot].slot = Py_tp_new;
    slots[slot++].pfunc = (void *)create;
    slots[slot].slot = Py_tp_dealloc;
    slots[slot++].pfunc = (void *)__cyrus_cyp_proxy_base->tp_dealloc;
    if (!count) {
        slots[slot].slot = Py_tp_methods;
        slots[slot++].pfunc = (void *)__cyrus_cyp_proxy_methods;
    }
    if (doc) {
        slots[slot].slot = Py_tp_doc;
        slots[slot++].pfunc = (void *)doc;
    }
    if (seen) {
        slots[slot].slot = Py_tp_traverse;
        slots[slot++].pfunc = (void *)__cyrus_cyp_proxy_traverse;
        slots[slot].slot = Py_tp_clear;
        slots[slot++].pfunc = (void *)__cyrus_cyp_proxy_clear;
    }
    spec.name = type->name;
    spec.basicsize = sizeof(__cyrus_cyp_proxy);
    spec.itemsize = 0;
    spec.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | (seen ? Py_TPFLAGS_HAVE_GC : 0);
    spec.slots = slots;
    type->py_type = (PyTypeObject *)PyType_FromSpecWithBases(&spec, tuple);
    Py_DECREF(tuple);
    if (!type->py_type || __cyrus_cyp_py_name(type) < 0)
        return -1;
    return count ? 0 : __cyrus_cyp_py_hide_base(type->py_type);
}
static __CYRUS_ONCE int __cyrus_cyp_py_set(PyObject *type, PyObject *name, PyObject *value) {
    int result = value ? PyObject_SetAttr(type, name, value) : -1;
    Py_XDECREF(value);
    return result;
}
static __CYRUS_ONCE int __cyrus_cyp_py_signature(PyObject *type, const char *text) {
#if PY_VERSION_HEX < 0x030B0000
    // The beginning of the docstring that C code gives: `Class(arguments)`, a line `--`, an empty one.
    PyTypeObject *t = (PyTypeObject *)type;
    const char *dot = strrchr(t->tp_name, '.'), *name = dot ? dot + 1 : t->tp_name, *old = t->tp_doc ? t->tp_doc : "";
    size_t size = strlen(name) + strlen(text) + strlen(old) + 8;
    char *doc = (char *)PyObject_Malloc(size);
    if (!doc) {
        PyErr_NoMemory();
        return -1;
    }
    PyOS_snprintf(doc, size, "%s%s\n--\n\n%s", name, text, old);
    PyObject_Free((void *)t->tp_doc);
    t->tp_doc = doc;
#else
    (void)type, (void)text;
#endif
    return 0;
}
// A class made in Python can put classes together that no compiled class has together, or leave abstract methods.
static __CYRUS_BRIEF int __cyrus_cyp_py_derives(const __cyrus_cyp_type *type, PyTypeObject *cls) {
    Py_ssize_t i;
    if (__CYRUS_UNLIKELY(cls->tp_flags & Py_TPFLAGS_IS_ABSTRACT)) {
        // This fails, with the names of the abstract methods.
        PyObject *made = PyBaseObject_Type.tp_new(cls, __cyrus_empty_tuple, NULL);
        Py_XDECREF(made);
        return 0;
    }
    for (i = 0; cls != type->py_type && i < PyTuple_GET_SIZE(cls->tp_mro); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(cls->tp_mro, i);
        if (__cyrus_cyp_py_is(base) && !PyType_IsSubtype(type->py_type, base)) {
            PyErr_Format(PyExc_TypeError, "'%.200s' derives from '%.200s' and '%.200s', which no cypclass brings together",
                         cls->tp_name, type->name, base->tp_name);
            return 0;
        }
    }
    return 1;
}
static __CYRUS_BRIEF PyObject *__cyrus_cyp_py_alloc(__cyrus_cyp_type *type, PyTypeObject *cls, PyObject *args, PyObject *kwds) {
    __cyrus_cyp *o;
    if (args && cls->tp_init == PyBaseObject_Type.tp_init && (PyTuple_GET_SIZE(args) || (kwds && PyDict_GET_SIZE(kwds)))) {
        PyErr_Format(PyExc_TypeError, "%.200s() takes no arguments", cls->tp_name);
        return NULL;
    }
    if (!__cyrus_cyp_py_derives(type, cls))
        return NULL;
    o = __cyrus_cyp_new(type);
    if (!o)
        return NULL;
    // Nobody else knows the object yet: no atomic operation.
    __cyrus_at_store(&o->refs, __cyrus_at_load(&o->refs) | (uint64_t)(__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON));
    return __cyrus_cyp_proxy_new(o, cls);
}
static __CYRUS_BRIEF PyObject *__cyrus_cyp_py_new(__cyrus_cyp_type *type, PyTypeObject *cls, PyObject *args, PyObject *kwds) {
    PyObject *made;
    __cyrus_cyp *o;
    if (!args)
        return __cyrus_cyp_py_alloc(type, cls, args, kwds);
    if (!__cyrus_cyp_py_derives(type, cls))
        return NULL;
    if (!type->construct) {
        type->construct = PyObject_GetAttrString((PyObject *)type->py_type, "__cyrus_construct");
        if (!type->construct)
            return NULL;
        if (PyObject_SetAttrString((PyObject *)type->py_type, "__cyrus_construct", NULL) < 0)
            return NULL;
    }
    made = PyObject_Call(type->construct, args, kwds);
    if (!made || cls == type->py_type || Py_TYPE(made) != type->py_type)
        return made;
    // The object gets a proxy of the derived class instead.
    o = ((__cyrus_cyp_proxy *)made)->object;
    if (Py_REFCNT(made) != 1 + (Py_ssize_t)((__cyrus_cyp_proxy *)made)->mirrored) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is in use and cannot become '%.200s'", type->name, cls->tp_name);
        Py_DECREF(made);
        return NULL;
    }
    __cyrus_cyp_incref(o);
    Py_DECREF(made);
    return __cyrus_cyp_proxy_new(o, cls);
}
