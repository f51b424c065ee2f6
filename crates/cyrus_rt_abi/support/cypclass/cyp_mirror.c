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
//! Free-threaded Python does without: there, only what a proxy alone refers to is shown.
//@requires cyp_object, cyp_proxy_object, cyp_registry, cyp_stand_in
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
typedef struct {
    __cyrus_cyp *object;
    // References not found in the region, and the lock word as it was.
    uint64_t left, lock;
} __cyrus_cyp_seen_object;
typedef struct {
    __cyrus_cyp_seen_object *objects;
    // The first is the proxy's own; up to `alive`, those that something else refers to.
    size_t count, size, alive;
    // How many there may be. Where there are more nothing is shown.
    size_t most;
    __cyrus_cyp *chain;
    visitproc visit;
    void *arg;
} __cyrus_cyp_region;
// Collections that are not full come often, and without stand-ins: they look at so many objects behind each proxy.
#define __CYRUS_CYP_REGION ((size_t)1 << 10)
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
// Links, by their lock words, objects that one reference leads to; stops at others.
static __CYRUS_BRIEF int __cyrus_cyp_region_link(__cyrus_cyp *o, void *arg) {
    __cyrus_cyp_region *region = (__cyrus_cyp_region *)arg;
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (!__cyrus_cyp_region_takes(o))
        return 0;
    if (refs / __CYRUS_CYP_ONE != 1 || refs & __CYRUS_CYP_BUFFERED)
        return __CYRUS_FREE_THREADED ? 0 : 1;
    // Never 0, which is how an idle lock looks.
    o->lock = (uint64_t)(uintptr_t)region->chain | 1;
    region->chain = o;
    return 0;
}
static __CYRUS_BRIEF int __cyrus_cyp_region_proxy(__cyrus_cyp *o, void *arg) {
    __cyrus_cyp_region *region = (__cyrus_cyp_region *)arg;
    PyObject *proxy;
    if (__CYRUS_FREE_THREADED || !(__cyrus_at_load(&o->refs) & __CYRUS_CYP_PROXY))
        return 0;
    proxy = *__cyrus_cyp_proxy_find(__cyrus_cyp_registry_, o);
    // What this collection wanted to finalize, and keeps instead, is for a later one: nothing may clear it before its `__del__`.
    if (!proxy || ((__cyrus_cyp_proxy *)proxy)->kept == 2 || !__cyrus_cyp_is_mirrored((__cyrus_cyp_proxy *)proxy))
        return 0;
    if (((__cyrus_cyp_proxy *)proxy)->kept)
        __cyrus_cyp_proxy_unfinalized((__cyrus_cyp_proxy *)proxy);
    return region->visit(proxy, region->arg);
}
static __CYRUS_BRIEF int __cyrus_cyp_region_show(__cyrus_cyp_region *region, __cyrus_cyp *o) {
    int stop = o->type->py_traverse ? o->type->py_traverse(o, region->visit, region->arg) : 0;
    return stop || !o->type->traverse ? stop : o->type->traverse(o, __cyrus_cyp_region_proxy, region);
}
// The whole region by one way, where each of its objects is referred to once. Without `show`: whether that is so.
static __CYRUS_BRIEF int __cyrus_cyp_region_chain(__cyrus_cyp_region *region, __cyrus_cyp *o, int show) {
    size_t count = 0;
    int stop = 0;
    for (region->chain = NULL;;) {
        if (!stop && show)
            stop = __cyrus_cyp_region_show(region, o);
        else if (!stop)
            stop = count++ > region->most;
        if (!stop && o->type->traverse)
            stop = o->type->traverse(o, __cyrus_cyp_region_link, region);
        o = region->chain;
        if (!o)
            return stop;
        region->chain = (__cyrus_cyp *)(uintptr_t)(o->lock & ~(uint64_t)1);
        o->lock = 0;
    }
}
static __CYRUS_BRIEF int __cyrus_cyp_region_add(__cyrus_cyp_region *region, __cyrus_cyp *o) {
    __cyrus_cyp_seen_object *seen;
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (region->count == region->size) {
        size_t size = region->size ? region->size * 2 : 256;
        void *room = region->count > region->most ? NULL : realloc(__cyrus_cyp_registry_->room, size * sizeof *seen);
        if (!room)
            return -1;
        __cyrus_cyp_registry_->room = room;
        __cyrus_cyp_registry_->room_size = region->size = size;
        region->objects = (__cyrus_cyp_seen_object *)room;
    }
    seen = &region->objects[region->count];
    seen->object = o;
    seen->left = refs / __CYRUS_CYP_ONE;
    // The first has a proxy, and so is not met again.
    if (region->count) {
        seen->lock = o->lock;
        o->lock = region->count;
        __cyrus_at_store(&o->refs, refs | __CYRUS_CYP_GRAY);
    }
    region->count++;
    return 0;
}
static __CYRUS_BRIEF int __cyrus_cyp_region_count(__cyrus_cyp *o, void *arg) {
    __cyrus_cyp_region *region = (__cyrus_cyp_region *)arg;
    if (!__cyrus_cyp_region_takes(o))
        return 0;
    if (!(__cyrus_at_load(&o->refs) & __CYRUS_CYP_GRAY) && __cyrus_cyp_region_add(region, o) < 0)
        return -1;
    region->objects[o->lock].left--;
    return 0;
}
static __CYRUS_BRIEF int __cyrus_cyp_region_lives(__cyrus_cyp *o, void *arg) {
    __cyrus_cyp_region *region = (__cyrus_cyp_region *)arg;
    if (__cyrus_at_load(&o->refs) & __CYRUS_CYP_GRAY && o->lock >= region->alive) {
        __cyrus_cyp_seen_object *place = &region->objects[o->lock], *front = &region->objects[region->alive], seen = *place;
        *place = *front;
        place->object->lock = o->lock;
        *front = seen;
        o->lock = region->alive++;
    }
    return 0;
}
// The region where its objects refer to each other: those alive are with all that they lead to.
static __CYRUS_BRIEF int __cyrus_cyp_region_graph(__cyrus_cyp_region *region, __cyrus_cyp *o) {
    size_t i;
    int stop = 0;
    region->objects = (__cyrus_cyp_seen_object *)__cyrus_cyp_registry_->room;
    region->size = __cyrus_cyp_registry_->room_size;
    stop = __cyrus_cyp_region_add(region, o);
    for (i = 0; i < region->count && !stop; i++) {
        o = region->objects[i].object;
        if (o->type->traverse)
            stop = o->type->traverse(o, __cyrus_cyp_region_count, region);
    }
    region->alive = 1;
    for (i = 1; i < region->count && !stop; i++) {
        if (region->objects[i].left)
            (void)__cyrus_cyp_region_lives(region->objects[i].object, region);
    }
    for (i = 1; i < region->alive && !stop; i++) {
        o = region->objects[i].object;
        if (o->type->traverse)
            (void)o->type->traverse(o, __cyrus_cyp_region_lives, region);
    }
    for (i = 1; i < region->count; i++) {
        o = region->objects[i].object;
        o->lock = region->objects[i].lock;
        __cyrus_at_store(&o->refs, __cyrus_at_load(&o->refs) & ~(uint64_t)__CYRUS_CYP_GRAY);
    }
    if (stop)
        return 0;
    stop = __cyrus_cyp_region_show(region, region->objects[0].object);
    for (i = region->alive; i < region->count && !stop; i++)
        stop = __cyrus_cyp_region_show(region, region->objects[i].object);
    return stop;
}
static __CYRUS_BRIEF int __cyrus_cyp_region_visit(__cyrus_cyp *o, visitproc visit, void *arg) {
    __cyrus_cyp_region region;
    if (__cyrus_at_load(&__cyrus_pool_process->loose) || __cyrus_cyp_registry_->hidden)
        return 0;
    memset(&region, 0, sizeof region);
    region.most = __cyrus_cyp_registry_->full ? ~(size_t)0 : __CYRUS_CYP_REGION;
    region.visit = visit;
    region.arg = arg;
    if (__cyrus_cyp_region_chain(&region, o, 0))
        return __cyrus_cyp_region_graph(&region, o);
    return __cyrus_cyp_region_chain(&region, o, 1);
}
static __CYRUS_BRIEF int __cyrus_cyp_py_visit(__cyrus_cyp_proxy *proxy, visitproc visit, void *arg) {
    __cyrus_cyp *o = proxy->object;
    if (!o || !__cyrus_cyp_is_mirrored(proxy) || (!o->type->py_traverse && !o->type->traverse))
        return 0;
    return __cyrus_cyp_region_visit(o, visit, arg);
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
    size_t i, count;
    __cyrus_cyp_mirror_drop();
    if (!r->proxy_count)
        return;
    stand_ins = __cyrus_cyp_stand_ins(&count);
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
