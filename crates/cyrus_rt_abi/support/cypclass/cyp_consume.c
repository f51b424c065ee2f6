//! Whether an object is isolated: what can be reached from it through plain references is referred to from nowhere else.
//!
//! Every object reached is entered in a table with its count; each reference found inside takes one off. If all end at
//! zero (the root at the one reference that is being consumed) nothing outside points in. `lock`, `active` and `immutable`
//! references are not followed: the traversal functions leave them out. `iso` ones are where what they lead to may be in use
//! in its place: it would be used by two when the whole is handed on. A Python proxy is a reference from outside, also one that its object keeps.
//!
//! What a weak reference gives is plain. So those to objects of the graph have to be in the graph, all of them, and those in the graph
//! lead to objects of the graph that live, or to none: the box of an object is entered as objects are, without the table's reference to it.
//@requires cyp_object
//@fn __cyrus_cyp_isolated(__cyrus_cyp *, int) -> int nogil
//@fn __cyrus_cyp_consume(__cyrus_cyp *) -> int !neg nogil
//@fn __cyrus_cyp_consume_with_parts(__cyrus_cyp *) -> int !neg nogil
//@fn __cyrus_cyp_consume_part(__cyrus_cyp *) -> int !neg nogil
//@fn __cyrus_cyp_moved(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_let_go(__cyrus_cyp *) -> __cyrus_cyp * nogil
//@proto
// 1 isolated (NULL is), 0 not, -1 without memory to find out; `parts`: with what isolated references lead to.
static int __cyrus_cyp_isolated(__cyrus_cyp *o, int parts);
// Raises TypeError unless isolated. The object becomes one of the calling thread alone.
static int __cyrus_cyp_consume(__cyrus_cyp *o);
// The same where isolated parts of the object may be in use.
static int __cyrus_cyp_consume_with_parts(__cyrus_cyp *o);
// The same for an object that is isolated unless its own count says that it is in use.
static int __cyrus_cyp_consume_part(__cyrus_cyp *o);
// Stands where an object goes on unchecked until the compiler has looked at it.
static inline void __cyrus_cyp_moved(__cyrus_cyp *o) { (void)o; }
// Gives a reference back unless it is the only one; what is left of it.
static __cyrus_cyp *__cyrus_cyp_let_go(__cyrus_cyp *o);
//@code
static __cyrus_cyp *__cyrus_cyp_let_go(__cyrus_cyp *o) {
    if (!o || __cyrus_at_load(&o->refs) / __CYRUS_CYP_ONE == 1)
        return o;
    __cyrus_cyp_decref_cyclic(o);
    return NULL;
}
typedef struct {
    __cyrus_cyp *object;
    uint64_t outside;
} __cyrus_cyp_reached;
typedef struct {
    __cyrus_cyp_reached *entries;
    // Positions in `entries` plus one, by address; a power of two.
    size_t *table;
    size_t count, size;
    // Isolated references are followed.
    int parts;
} __cyrus_cyp_graph;
static size_t __cyrus_cyp_hash_address(const void *p) {
    return (size_t)(((uint64_t)(uintptr_t)p >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20);
}
static __CYRUS_BRIEF int __cyrus_cyp_graph_grow(__cyrus_cyp_graph *g) {
    size_t size = g->size ? g->size * 2 : 64, i;
    __cyrus_cyp_reached *entries = (__cyrus_cyp_reached *)realloc(g->entries, size / 2 * sizeof(__cyrus_cyp_reached));
    size_t *table;
    if (!entries)
        return -1;
    g->entries = entries;
    table = (size_t *)calloc(size, sizeof(size_t));
    if (!table)
        return -1;
    for (i = 0; i < g->count; i++) {
        size_t at = __cyrus_cyp_hash_address(entries[i].object) & (size - 1);
        while (table[at])
            at = (at + 1) & (size - 1);
        table[at] = i + 1;
    }
    free(g->table);
    g->table = table;
    g->size = size;
    return 0;
}
// Where an object stands in the entries, plus one; 0 if it was not reached.
static size_t __cyrus_cyp_graph_find(const __cyrus_cyp_graph *g, const __cyrus_cyp *o) {
    size_t at = __cyrus_cyp_hash_address(o) & (g->size - 1);
    while (g->size && g->table[at]) {
        if (g->entries[g->table[at] - 1].object == o)
            return g->table[at];
        at = (at + 1) & (g->size - 1);
    }
    return 0;
}
static int __cyrus_cyp_graph_visit(__cyrus_cyp *o, void *graph) {
    __cyrus_cyp_graph *g = (__cyrus_cyp_graph *)graph;
    size_t at;
    if (!o)
        return 0;
    if (g->count == g->size / 2 && __cyrus_cyp_graph_grow(g) < 0)
        return -1;
    at = __cyrus_cyp_hash_address(o) & (g->size - 1);
    while (g->table[at]) {
        __cyrus_cyp_reached *entry = &g->entries[g->table[at] - 1];
        if (entry->object == o) {
            entry->outside--;
            return 0;
        }
        at = (at + 1) & (g->size - 1);
    }
    g->entries[g->count].object = o;
    g->entries[g->count].outside = __cyrus_at_load(&o->refs) / __CYRUS_CYP_ONE - 1;
    g->table[at] = ++g->count;
    return 0;
}
static int __cyrus_cyp_graph_visit_part(__cyrus_cyp *o, void *graph) {
    __cyrus_cyp_graph *g = (__cyrus_cyp_graph *)graph;
    if (o && o->type == __cyrus_cyp_registry_->weak_type) {
        size_t known = g->count;
        if (!__cyrus_cyp_registry_->weak_object(o))
            return 0;
        if (__cyrus_cyp_graph_visit(o, graph) < 0)
            return -1;
        // The table's.
        if (g->count > known)
            g->entries[known].outside--;
        return 0;
    }
    return g->parts ? __cyrus_cyp_graph_visit(o, graph) : 0;
}
// Whether nothing outside refers to an object that was reached, by weak references neither.
static int __cyrus_cyp_graph_holds(const __cyrus_cyp_graph *g, const __cyrus_cyp_reached *entry) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    uint64_t refs = __cyrus_at_load(&entry->object->refs);
    __cyrus_cyp *other;
    if (entry->outside || refs & __CYRUS_CYP_PROXY)
        return 0;
    if (entry->object->type == r->weak_type) {
        other = (__cyrus_cyp *)r->weak_object(entry->object);
        return !other || __cyrus_cyp_graph_find(g, other);
    }
    if (!(refs & __CYRUS_CYP_SIDE))
        return 1;
    other = (__cyrus_cyp *)r->weak_box(entry->object);
    return __cyrus_at_load(&other->refs) / __CYRUS_CYP_ONE == 1 || __cyrus_cyp_graph_find(g, other);
}
static int __cyrus_cyp_isolated(__cyrus_cyp *o, int parts) {
    __cyrus_cyp_graph g = {NULL, NULL, 0, 0, parts};
    size_t i;
    int result = 1, stop;
    if (!o)
        return 1;
    if (!o->type->traverse && !o->type->parts) {
        __cyrus_cyp_reached alone = {o, __cyrus_at_load(&o->refs) / __CYRUS_CYP_ONE - 1};
        return __cyrus_cyp_graph_holds(&g, &alone);
    }
    result = __cyrus_cyp_graph_visit(o, &g) < 0 ? -1 : 1;
    for (i = 0; i < g.count && result == 1; i++) {
        __cyrus_cyp *reached = g.entries[i].object;
        if (reached->type->traverse && reached->type->traverse(reached, __cyrus_cyp_graph_visit, &g))
            result = -1;
        if (result == 1 && reached->type->parts && (stop = reached->type->parts(reached, __cyrus_cyp_graph_visit_part, &g)) != 0)
            result = stop < 0 ? -1 : 0;
    }
    for (i = 0; i < g.count && result == 1; i++) {
        if (!__cyrus_cyp_graph_holds(&g, &g.entries[i]))
            result = 0;
    }
    free(g.entries);
    free(g.table);
    return result;
}
// The detector has references of its own to what it looks at, and reads it: while an object that it may know becomes the caller's, it waits.
static int __cyrus_cyp_consume_begins(__cyrus_cyp *o) {
    int gated = o && __cyrus_at_load(&o->refs) & __CYRUS_CYP_SHARED && o->type->flags & __CYRUS_CYP_LINKED;
    if (gated)
        __cyrus_cyp_registry_->gate(1);
    return gated;
}
static int __cyrus_cyp_consumed(__cyrus_cyp *o, int gated, int isolated) {
    if (gated) {
        if (isolated == 1) {
            (void)__cyrus_cyp_registry_->unsuspect(o);
            if (!(__cyrus_at_load(&o->refs) & __CYRUS_CYP_PYTHON))
                (void)__cyrus_at_and(&o->refs, ~(uint64_t)(__CYRUS_CYP_SHARED | __CYRUS_CYP_FROZEN));
        }
        __cyrus_cyp_registry_->gate(0);
    }
    if (__CYRUS_UNLIKELY(isolated != 1)) {
        PyGILState_STATE gil = PyGILState_Ensure();
        if (isolated == 0)
            PyErr_SetString(PyExc_TypeError, "'consume' operand is not isolated");
        else
            PyErr_NoMemory();
        PyGILState_Release(gil);
        return -1;
    }
    // First, while the object still looks like one that another thread may have noted.
    if (o && (__cyrus_at_load(&o->refs) & __CYRUS_CYP_PYTHON))
        __cyrus_cyp_settle(o);
    if (o && (__cyrus_at_load(&o->refs) & __CYRUS_CYP_SHARED))
        (void)__cyrus_at_and(&o->refs, ~(uint64_t)(__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON));
    __cyrus_cyp_settle(o);
    return 0;
}
static int __cyrus_cyp_consume(__cyrus_cyp *o) {
    int gated = __cyrus_cyp_consume_begins(o);
    return __cyrus_cyp_consumed(o, gated, __cyrus_cyp_isolated(o, 0));
}
static int __cyrus_cyp_consume_with_parts(__cyrus_cyp *o) {
    int gated = __cyrus_cyp_consume_begins(o);
    return __cyrus_cyp_consumed(o, gated, __cyrus_cyp_isolated(o, 1));
}
static int __cyrus_cyp_consume_part(__cyrus_cyp *o) {
    int gated = __cyrus_cyp_consume_begins(o);
    return __cyrus_cyp_consumed(o, gated, !o || (__cyrus_at_load(&o->refs) & ~(uint64_t)(__CYRUS_CYP_ONE - 1 - __CYRUS_CYP_PROXY)) == __CYRUS_CYP_ONE);
}
