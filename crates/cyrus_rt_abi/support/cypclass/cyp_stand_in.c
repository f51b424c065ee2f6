//! Objects that Python has not seen and that several proxies lead to: Python's collector gets to know them.
//!
//! What leads out of an object without a proxy is shown by the one pair that it belongs to (cyp_mirror). One that two of them lead
//! to belongs to neither. So where a full collection begins such an object gets a proxy that *stands in*: it is
//! mirrored, has a region of its own, and goes when the collection ends, unless somebody has asked for the object meanwhile.
//!
//! Which these are: all proxies' objects, and those with a stand-in, are roots; an object that two roots lead to over
//! others gets one, and what lies behind it is then its own. Some rounds find the fewest; in the last one an object met
//! twice becomes a root at once, which may give more than are needed, in time in proportion to what there is. Only objects
//! with several references are written down (32 bytes each, in their lock words where); a chain of others needs no memory.
//!
//! Nothing depends on finding them: without stand-ins garbage stays, with too many it takes longer.
//@requires cyp_object, cyp_proxy_object, cyp_registry
//@proto
// Whether an object without a proxy may be looked into.
static int __cyrus_cyp_region_takes(const __cyrus_cyp *o);
// Makes the stand-ins, with one reference each, in an array that is to be freed. Where there are too many objects nothing is shown.
static PyObject **__cyrus_cyp_stand_ins(size_t *count);
//@code
#define __CYRUS_CYP_ROUNDS 4
#define __CYRUS_CYP_MANY ((size_t)1 << 24)
typedef struct {
    __cyrus_cyp *object;
    // The lock word as it was.
    uint64_t lock;
    // What leads to it, itself for a root; 0 while that is not known.
    uint64_t root;
    uint32_t next;
    // Found to be a root by an earlier round.
    uint32_t known;
} __cyrus_cyp_met;
typedef struct {
    __cyrus_cyp_met *met;
    // The first place is not used.
    size_t count, size;
    __cyrus_cyp *chain;
    // Objects of this root, and new roots, that are still to be looked into.
    uint32_t queue, fresh;
    uint64_t root;
    size_t found;
    int last;
} __cyrus_cyp_meeting;
// Proxies are roots by their place, above all of these.
#define __CYRUS_CYP_ROOT(place) ((uint64_t)(place) + __CYRUS_CYP_MANY)
static __CYRUS_BRIEF int __cyrus_cyp_region_takes(const __cyrus_cyp *object) {
    __cyrus_cyp *o = (__cyrus_cyp *)object;
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (refs & __CYRUS_CYP_PROXY || (refs & (__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON)) == __CYRUS_CYP_SHARED)
        return 0;
    if (!o->type->py_traverse && !(o->type->traverse && __cyrus_cyp_registry_->derived))
        return 0;
    return refs & (__CYRUS_CYP_GRAY | __CYRUS_CYP_BUFFERED) || o->lock == 0;
}
static __CYRUS_BRIEF int __cyrus_cyp_meeting_add(__cyrus_cyp_meeting *m, __cyrus_cyp *o) {
    __cyrus_cyp_met *met;
    if (m->count >= m->size) {
        size_t size = m->size ? m->size * 2 : 256;
        void *room = size > __CYRUS_CYP_MANY ? NULL : realloc((void *)m->met, size * sizeof *met);
        if (!room)
            return -1;
        m->met = (__cyrus_cyp_met *)room;
        m->size = size;
    }
    met = &m->met[m->count];
    met->object = o;
    met->lock = o->lock;
    met->root = 0;
    met->known = 0;
    o->lock = m->count++;
    __cyrus_at_store(&o->refs, __cyrus_at_load(&o->refs) | __CYRUS_CYP_GRAY);
    return 0;
}
static __CYRUS_BRIEF int __cyrus_cyp_meet(__cyrus_cyp *o, void *arg) {
    __cyrus_cyp_meeting *m = (__cyrus_cyp_meeting *)arg;
    uint64_t refs = __cyrus_at_load(&o->refs);
    __cyrus_cyp_met *met;
    if (!__cyrus_cyp_region_takes(o))
        return 0;
    if (refs / __CYRUS_CYP_ONE == 1 && !(refs & (__CYRUS_CYP_GRAY | __CYRUS_CYP_BUFFERED))) {
        // Never 0, which is how an idle lock looks.
        o->lock = (uint64_t)(uintptr_t)m->chain | 1;
        m->chain = o;
        return 0;
    }
    if (!(refs & __CYRUS_CYP_GRAY) && __cyrus_cyp_meeting_add(m, o) < 0)
        return -1;
    met = &m->met[o->lock];
    if (!met->root) {
        met->root = m->root;
        met->next = m->queue;
        m->queue = (uint32_t)o->lock;
    } else if (met->root != m->root && met->root != o->lock) {
        met->root = o->lock;
        m->found++;
        if (m->last) {
            met->next = m->fresh;
            m->fresh = (uint32_t)o->lock;
        }
    }
    return 0;
}
static __CYRUS_BRIEF int __cyrus_cyp_meeting_walk(__cyrus_cyp_meeting *m, __cyrus_cyp *o, uint64_t root) {
    int stop = 0;
    m->root = root;
    for (;;) {
        if (!stop && o->type->traverse)
            stop = o->type->traverse(o, __cyrus_cyp_meet, m);
        if (m->chain) {
            o = m->chain;
            m->chain = (__cyrus_cyp *)(uintptr_t)(o->lock & ~(uint64_t)1);
            o->lock = 0;
        } else if (stop) {
            return stop;
        } else if (m->queue) {
            o = m->met[m->queue].object;
            m->queue = m->met[m->queue].next;
        } else if (m->fresh) {
            m->root = m->fresh;
            o = m->met[m->fresh].object;
            m->fresh = m->met[m->fresh].next;
        } else {
            return 0;
        }
    }
}
// The object of a proxy that shows its region.
static __CYRUS_BRIEF __cyrus_cyp *__cyrus_cyp_stands(PyObject *proxy) {
    __cyrus_cyp *o = proxy ? ((__cyrus_cyp_proxy *)proxy)->object : NULL;
    uint64_t refs;
    if (!o || !o->type->traverse || !PyObject_IS_GC(proxy) || !PyObject_GC_IsTracked(proxy))
        return NULL;
    refs = __cyrus_at_load(&o->refs);
    return refs & __CYRUS_CYP_PYTHON || refs / __CYRUS_CYP_ONE == 1 ? o : NULL;
}
static __CYRUS_BRIEF int __cyrus_cyp_meeting_round(__cyrus_cyp_meeting *m) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    size_t i;
    int stop = 0;
    m->found = 0;
    for (i = 1; i < m->count; i++) {
        m->met[i].known = m->met[i].root == i;
        if (!m->met[i].known)
            m->met[i].root = 0;
    }
    for (i = 1; i < m->count && !stop; i++) {
        if (m->met[i].known)
            stop = __cyrus_cyp_meeting_walk(m, m->met[i].object, i);
    }
    for (i = 0; i < r->proxy_size && !stop; i++) {
        __cyrus_cyp *o = __cyrus_cyp_stands(r->proxies[i]);
        if (o)
            stop = __cyrus_cyp_meeting_walk(m, o, __CYRUS_CYP_ROOT(i));
    }
    return stop;
}
static __CYRUS_BRIEF PyObject **__cyrus_cyp_stand_ins(size_t *count) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    __cyrus_cyp_meeting m;
    PyObject **made = NULL;
    size_t i, roots = 0, found = 0;
    int round, stop = 0;
    *count = 0;
    r->hidden = 0;
    if (!r->stand_in || __cyrus_at_load(&__cyrus_pool_process->loose))
        return NULL;
    for (i = 0; i < r->proxy_size && roots < 2; i++)
        roots += __cyrus_cyp_stands(r->proxies[i]) != NULL;
    if (roots < 2)
        return NULL;
    memset(&m, 0, sizeof m);
    m.count = 1;
    for (round = 1; round <= __CYRUS_CYP_ROUNDS && !stop; round++) {
        m.last = round == __CYRUS_CYP_ROUNDS;
        stop = __cyrus_cyp_meeting_round(&m);
        if (!m.found)
            break;
    }
    for (i = 1; i < m.count; i++) {
        __cyrus_cyp *o = m.met[i].object;
        o->lock = m.met[i].lock;
        __cyrus_at_store(&o->refs, __cyrus_at_load(&o->refs) & ~(uint64_t)__CYRUS_CYP_GRAY);
        if (m.met[i].root == i)
            m.met[found++].object = o;
    }
    r->hidden = stop;
    if (found && !stop)
        made = (PyObject **)malloc(found * sizeof *made);
    for (i = 0; made && i < found; i++) {
        made[*count] = (PyObject *)r->stand_in(m.met[i].object);
        *count += made[*count] != NULL;
    }
    free((void *)m.met);
    return made;
}
