//! What a Python object that shows a cypclass object consists of, and how it is found.
//@requires cyp_object, cyp_registry
//@proto
typedef struct {
    PyObject_HEAD
    __cyrus_cyp *object;
    PyObject *weakrefs;
    // The object has a reference to this, and not this one to the object; 2 until the next full collection begins.
    uint8_t kept;
    // `__del__` has had its turn.
    uint8_t ended;
    // It goes when the collection ends (cyp_stand_in): then 1, or 3 where the object was not SHARED before.
    uint8_t stand_in;
    // How many references to this stand for references to the object, while Python's collector looks (cyp_mirror).
    uint32_t mirrored;
} __cyrus_cyp_proxy;
// The place of the object's proxy, or the free place where it belongs.
static PyObject **__cyrus_cyp_proxy_find(__cyrus_cyp_registry *r, const __cyrus_cyp *o);
//@code
static size_t __cyrus_cyp_proxy_hash(const void *p) {
    return (size_t)(((uint64_t)(uintptr_t)p >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20);
}
static PyObject **__cyrus_cyp_proxy_find(__cyrus_cyp_registry *r, const __cyrus_cyp *o) {
    size_t at = __cyrus_cyp_proxy_hash(o) & (r->proxy_size - 1);
    while (r->proxies[at] && ((__cyrus_cyp_proxy *)r->proxies[at])->object != o)
        at = (at + 1) & (r->proxy_size - 1);
    return &r->proxies[at];
}
