//! What an object leads to that only it refers to, shown to Python's collector (cyp_mirror).
//!
//! Only what leads to other objects or to Python has such a region. A module has this when it shows a class of that kind to
//! Python, or holds such objects in Python ones; one serves all modules of a process, through the registry. So
//! where an object leads anywhere, whoever made its proxy finds this there.
//@requires cyp_mirror, cyp_stand_in
//@init __cyrus_cyp_region_init
//@proto
// Visits what the region of an object leads to.
static int __cyrus_cyp_region_visit(void *object, visitproc visit, void *arg);
static int __cyrus_cyp_region_init(void);
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
static __CYRUS_BRIEF int __cyrus_cyp_region_visit(void *object, visitproc visit, void *arg) {
    __cyrus_cyp *o = (__cyrus_cyp *)object;
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
static __CYRUS_ONCE int __cyrus_cyp_region_init(void) {
    __cyrus_cyp_registry_->show = __cyrus_cyp_region_visit;
    __cyrus_cyp_registry_->stand_ins = __cyrus_cyp_stand_ins;
    return 0;
}
