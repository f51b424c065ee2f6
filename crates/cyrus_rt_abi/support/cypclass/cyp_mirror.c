//! What Python's collector sees of cypclass objects.
//!
//! To it, a proxy and its object are one thing. Such a pair leads to the Python objects in the object's fields and to other pairs,
//! also over objects in between: those that have no proxy, and that nothing else refers to than the object and what this holds
//! of them (its *region*, found by counting references). What several pairs lead to gets a proxy for the time being (cyp_stand_in). References to a pair are Python's to the proxy and those
//! of compiled objects to the object; but Python counts only the former. So where a full collection begins
//! (`gc.callbacks`), each proxy gets one more reference for each such reference to its object: the proxy is *mirrored*. A kept
//! proxy (cyp_proxy) has one for the first of them anyway, as the object has one less. Then each reference from a region to
//! another pair is shown as one to the proxy, and the collector's own count finds what is referred to from elsewhere:
//! variables, references that cannot be seen. When the collection ends the
//! references go again.
//!
//! Why nothing alive goes:
//! - A pair is shown to others only while its proxy has just as many references more as the object has now; so never more than
//!   were added. Where that is not so (a `__del__` has stored the object somewhere, before the collector
//!   looks again), it is in use, and its region is not shown either.
//! - A proxy that is not mirrored shows its region only when it alone refers to the object, or is kept by it.
//! - Counts and fields of these objects are read with the GIL held. Threads without it can use them in two places:
//!   `with nogil` blocks, and after `with gil` ones. The compiler marks those that could (`loose`, which only grows with the
//!   GIL held, so not within a collection); while there are any no region is shown at all, and everything stays. Other
//!   threads without the GIL only have objects that Python has not seen, or that they share by locks, which are not looked
//!   into (SHARED without PYTHON).
//! - All that is found out is found out again each time the collector asks. Memory for that is kept from the first time on.
//!
//! A proxy that the collector finds unreachable, while mirrored or kept, is garbage with all that leads to it: its
//! `__del__` runs, once. Then clearing it takes it from its object, and what is left is a cycle of objects for cyp_cycle, which
//! follows. An instance of a derived class that is found unreachable otherwise (in a smaller collection, with loose
//! threads) is kept by its object, for a later collection.
//!
//! Regions and stand-ins are for classes whose objects lead somewhere: modules that show such classes to Python bring them
//! (cyp_region). Where no module does, proxies show nothing but what they hold themselves.
//!
//! Free-threaded Python does without: there, only what a proxy alone refers to is shown.
//@requires cyp_object, cyp_proxy_object, cyp_registry
//@proto
// What a proxy's tp_traverse shows of its object.
static int __cyrus_cyp_py_visit(__cyrus_cyp_proxy *proxy, visitproc visit, void *arg);
// Whether all references to the proxy's object are known to Python's collector, which found no other.
static int __cyrus_cyp_is_mirrored(const __cyrus_cyp_proxy *proxy);
// Python will finalize the proxy once more, if it did so only to have it kept.
static void __cyrus_cyp_proxy_unfinalized(__cyrus_cyp_proxy *proxy);
// There are instances of derived classes from now on. -1 on error.
static int __cyrus_cyp_derived(void);
// Collections begin with, and end with, what this module and cyp_cycle do. -1 on error.
static int __cyrus_cyp_watch(void);
//@code
static __CYRUS_BRIEF int __cyrus_cyp_is_mirrored(const __cyrus_cyp_proxy *proxy) {
    __cyrus_cyp *o = proxy->object;
    uint64_t refs = o ? __cyrus_at_load(&o->refs) : 0;
    return refs / __CYRUS_CYP_ONE == (uint64_t)proxy->mirrored + 1 && (proxy->mirrored == 0 || refs & __CYRUS_CYP_PYTHON);
}
static __CYRUS_BRIEF void __cyrus_cyp_proxy_unfinalized(__cyrus_cyp_proxy *proxy) {
    if (proxy->ended)
        return;
#if __CYRUS_FREE_THREADED
    ((PyObject *)proxy)->ob_gc_bits &= (uint8_t)~2;
#else
    if (PyObject_IS_GC((PyObject *)proxy))
        ((uintptr_t *)proxy)[-1] &= ~(uintptr_t)1;
#endif
}
static __CYRUS_BRIEF int __cyrus_cyp_py_visit(__cyrus_cyp_proxy *proxy, visitproc visit, void *arg) {
    __cyrus_cyp *o = proxy->object;
    if (!o || !__cyrus_cyp_is_mirrored(proxy) || (!o->type->py_traverse && !o->type->traverse))
        return 0;
    return __cyrus_cyp_registry_->show ? __cyrus_cyp_registry_->show(o, visit, arg) : 0;
}
#if __CYRUS_FREE_THREADED
static __CYRUS_BRIEF void __cyrus_cyp_mirror_drop(void) {}
static __CYRUS_BRIEF void __cyrus_cyp_mirror_make(void) {}
#else
static __CYRUS_BRIEF void __cyrus_cyp_mirror_drop(void) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    PyObject **mirrored = r->mirrored;
    size_t i, count = r->mirrored_count;
    r->mirrored = NULL;
    r->mirrored_count = 0;
    r->hidden = 0;
    for (i = 0; i < count; i++) {
        __cyrus_cyp_proxy *proxy = (__cyrus_cyp_proxy *)mirrored[i];
        Py_ssize_t more = (Py_ssize_t)proxy->mirrored;
        proxy->mirrored = 0;
        // Somebody has asked for the object: a proxy like others.
        if (Py_REFCNT(mirrored[i]) > more)
            proxy->stand_in = 0;
        Py_SET_REFCNT(mirrored[i], Py_REFCNT(mirrored[i]) - (more - 1));
        Py_DECREF(mirrored[i]);
    }
    free((void *)mirrored);
    free(r->room);
    r->room = NULL;
    r->room_size = 0;
}
static __CYRUS_BRIEF void __cyrus_cyp_mirror_make(void) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    PyObject **stand_ins;
    size_t i, count = 0;
    __cyrus_cyp_mirror_drop();
    if (!r->proxy_count)
        return;
    stand_ins = r->stand_ins ? r->stand_ins(&count) : NULL;
    r->mirrored = (PyObject **)malloc(r->proxy_count * sizeof(PyObject *));
    for (i = 0; i < r->proxy_size && r->mirrored; i++) {
        __cyrus_cyp_proxy *proxy = (__cyrus_cyp_proxy *)r->proxies[i];
        uint64_t refs, more;
        if (proxy && proxy->kept)
            proxy->kept = 1;
        if (!proxy || !PyObject_IS_GC((PyObject *)proxy) || !PyObject_GC_IsTracked((PyObject *)proxy))
            continue;
        refs = __cyrus_at_load(&proxy->object->refs);
        more = refs / __CYRUS_CYP_ONE - 1;
        if (!(refs & __CYRUS_CYP_PYTHON) || more == 0 || more >> 29)
            continue;
        proxy->mirrored = (uint32_t)more;
        Py_SET_REFCNT((PyObject *)proxy, Py_REFCNT(proxy) + (Py_ssize_t)more);
        r->mirrored[r->mirrored_count++] = (PyObject *)proxy;
    }
    for (i = 0; i < count; i++)
        Py_DECREF(stand_ins[i]);
    free((void *)stand_ins);
}
#endif
// `gc.collect()`, and what Python does by itself, begins and ends here: what goes lets Python objects go, and the other way round.
static __CYRUS_BRIEF PyObject *__cyrus_cyp_gc_callback(PyObject *unused, PyObject *args) {
    PyObject *phase, *info, *generation;
    int begins;
    (void)unused;
    if (!PyArg_UnpackTuple(args, "callback", 2, 2, &phase, &info))
        return NULL;
    generation = PyDict_Check(info) ? PyDict_GetItemString(info, "generation") : NULL;
    if (generation && PyLong_Check(generation) && PyLong_AsLong(generation) == 2) {
        begins = PyUnicode_Check(phase) && PyUnicode_CompareWithASCIIString(phase, "start") == 0;
        if (!begins)
            __cyrus_cyp_mirror_drop();
        __cyrus_cyp_registry_->full = begins;
        if (__cyrus_cyp_registry_->collect_now)
            (void)__cyrus_cyp_registry_->collect_now();
        if (begins)
            __cyrus_cyp_mirror_make();
    }
    Py_RETURN_NONE;
}
static PyMethodDef __cyrus_cyp_gc_def = {"collect_cypclasses", __cyrus_cyp_gc_callback, METH_VARARGS, NULL};
static __CYRUS_ONCE int __cyrus_cyp_watch(void) {
    PyObject *gc, *callbacks = NULL, *callback = NULL;
    int result = -1;
    if (__cyrus_cyp_registry_->watched)
        return 0;
    gc = PyImport_ImportModule("gc");
    callbacks = gc ? PyObject_GetAttrString(gc, "callbacks") : NULL;
    callback = callbacks ? PyCFunction_New(&__cyrus_cyp_gc_def, NULL) : NULL;
    if (callback && PyList_Check(callbacks))
        result = PyList_Append(callbacks, callback);
    Py_XDECREF(callback);
    Py_XDECREF(callbacks);
    Py_XDECREF(gc);
    __cyrus_cyp_registry_->watched = result == 0;
    return result;
}
static __CYRUS_ONCE int __cyrus_cyp_derived(void) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    size_t i;
    if (r->derived)
        return 0;
    if (__cyrus_cyp_watch() < 0)
        return -1;
    __CYRUS_CYP_REGISTRY_LOCK();
    r->derived = 1;
    for (i = 0; i < r->proxy_size; i++) {
        PyObject *proxy = r->proxies[i];
        // Not those that are about to go.
        if (proxy && Py_REFCNT(proxy) > 0 && PyObject_IS_GC(proxy) && !PyObject_GC_IsTracked(proxy))
            PyObject_GC_Track(proxy);
    }
    __CYRUS_CYP_REGISTRY_UNLOCK();
    return 0;
}
