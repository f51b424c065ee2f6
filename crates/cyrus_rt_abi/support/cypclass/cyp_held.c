//! Python objects other than proxies that have references to cypclass objects: extension types with such attributes,
//! the scopes of closures, generators.
//!
//! To Python's collector they lead to what a proxy would lead to that had these references in the fields of its object (cyp_mirror).
//! A reference of theirs is one from elsewhere to all others: an object that they share with a proxy, or with another such, is alive
//! unless it has a proxy of its own.
//@requires cyp_region
//@proto
typedef int (*__cyrus_cyp_held_fn)(void *holder, __cyrus_cyp_visit visit, void *arg);
// For tp_traverse; `held` visits the references.
static __CYRUS_UNUSED int __cyrus_cyp_held_visit(void *holder, __cyrus_cyp_held_fn held, visitproc visit, void *arg);
// While a derived class has its base visited: the instance, of which it shows all references itself.
static __CYRUS_UNUSED void *__cyrus_cyp_held_derived;
//@code
typedef struct {
    __cyrus_cyp head;
    void *holder;
    __cyrus_cyp_held_fn held;
} __cyrus_cyp_held_by;
static __CYRUS_BRIEF int __cyrus_cyp_held_traverse(__cyrus_cyp *o, __cyrus_cyp_visit visit, void *arg) {
    return ((__cyrus_cyp_held_by *)o)->held(((__cyrus_cyp_held_by *)o)->holder, visit, arg);
}
static __CYRUS_BRIEF int __cyrus_cyp_held_visit(void *holder, __cyrus_cyp_held_fn held, visitproc visit, void *arg) {
    static __cyrus_cyp_type type;
    __cyrus_cyp_held_by stand;
    if (__CYRUS_FREE_THREADED || !__cyrus_cyp_registry_ || holder == __cyrus_cyp_held_derived)
        return 0;
    type.traverse = __cyrus_cyp_held_traverse;
    stand.head.type = &type;
    stand.head.refs = __CYRUS_CYP_ONE;
    stand.head.lock = 0;
    stand.holder = holder;
    stand.held = held;
    return __cyrus_cyp_region_visit(&stand.head, visit, arg);
}
