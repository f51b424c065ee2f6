//! What all modules of a process share about cypclasses: the next free id, the memory, and the Python proxies that exist.
//!
//! It is made by the first module that needs it and kept in a capsule of the module that shared types live in.
//! Proxies are found by the address of their object: open addressing, linear probing. Access with the GIL held, or
//! (free-threaded) with `mutex` locked.
//@requires cyp_pool, shared_type
//@init __cyrus_cyp_registry_init
//@proto
typedef struct {
    uint32_t next_id;
    __cyrus_pool_shared pool;
    size_t proxy_count, proxy_size;
    PyObject **proxies;
    // Boxes of weak references by their objects; the class of the boxes; what empties the box of an object, and what gives the
    // object of a box, NULL if it is gone, set by the first module that knows.
    uint64_t weak_lock;
    size_t weak_count, weak_size;
    void **weak;
    void *weak_type;
    void (*weak_clear)(void *);
    void *(*weak_object)(void *box);
    // How many possible roots of cycles were noted with the GIL held, in all threads. Set by the first module that knows: what
    // looks for cycles among those a thread has noted (or all that were, with the GIL held), what forgets those an object leads to,
    // what a thread does that is about to release the GIL; what looks at what was noted below a lock before that ends, and whether
    // there is enough to spend on noting more.
    uint64_t held_roots;
    size_t (*collect)(void *home);
    long (*collect_now)(void);
    void (*settle)(void *object);
    void (*leaving)(void *home);
    void (*below)(void *home);
    int (*afford)(void *home);
    // For cyp_mirror: whether there are instances of derived Python classes, whether Python's collector tells when it
    // begins and ends, the proxies that it sees with more references than they have, and room to look at objects.
    int derived, watched;
    // A full collection goes on; in this one nothing is shown; what makes a proxy of an object for a while (cyp_stand_in). Set by
    // the first module that has cyp_region: what makes all of those, and what shows where an object leads to.
    int full, hidden;
    void *(*stand_in)(void *object);
    PyObject **(*stand_ins)(size_t *count);
    int (*show)(void *object, visitproc visit, void *arg);
    PyObject **mirrored;
    size_t mirrored_count;
    void *room;
    size_t room_size;
    // Gives the last reference to an object to the instance of a derived Python class that it keeps.
    void (*hand_over)(void *object);
    // Of boxes: the lock around what follows; what takes the box of an object out of the table, empty.
    void (*weak_enter)(void);
    void (*weak_leave)(void);
    void *(*weak_take)(void *object);
    // The box of an object that has one.
    void *(*weak_box)(void *object);
#if __CYRUS_FREE_THREADED
    PyMutex mutex;
#endif
    // Of the detector, set by the first module that has it: what takes note of an object to which the caller has a reference; what forgets one without
    // references, or says that the detector sees to its end; what drops what is perhaps the last reference to one that is noted; what keeps the detector from looking; what looks for cycles (of everything that is noted, if
    // asked to). Apart from what is often written: whether there is enough to look at.
    void *detector;
    void (*suspect)(void *object);
    int (*unsuspect)(void *object);
    int (*drop_last)(void *object, uint64_t clear);
    void (*gate)(int enter);
    size_t (*detect)(int all);
    uint64_t detector_due, apart[8];
} __cyrus_cyp_registry;
static __cyrus_cyp_registry *__cyrus_cyp_registry_;
static int __cyrus_cyp_registry_init(void);
#if __CYRUS_FREE_THREADED
#define __CYRUS_CYP_REGISTRY_LOCK() PyMutex_Lock(&__cyrus_cyp_registry_->mutex)
#define __CYRUS_CYP_REGISTRY_UNLOCK() PyMutex_Unlock(&__cyrus_cyp_registry_->mutex)
#else
#define __CYRUS_CYP_REGISTRY_LOCK() ((void)0)
#define __CYRUS_CYP_REGISTRY_UNLOCK() ((void)0)
#endif
//@code
static __CYRUS_ONCE int __cyrus_cyp_registry_init(void) {
#ifdef CYRUS_NO_POOL
    static const char key[] = "cypclass registry 10 without pool";
#else
    static const char key[] = "cypclass registry 10";
#endif
    PyObject *module, *dict, *capsule;
    if (__cyrus_cyp_registry_)
        return 0;
    module = PyImport_AddModule(__CYRUS_ABI);
    if (!module)
        return -1;
    dict = PyModule_GetDict(module);
    capsule = PyDict_GetItemString(dict, key);
    if (capsule) {
        __cyrus_cyp_registry_ = (__cyrus_cyp_registry *)PyCapsule_GetPointer(capsule, key);
        if (!__cyrus_cyp_registry_)
            return -1;
        __cyrus_pool_ready(&__cyrus_cyp_registry_->pool);
        return 0;
    }
    __cyrus_cyp_registry_ = (__cyrus_cyp_registry *)calloc(1, sizeof(__cyrus_cyp_registry));
    capsule = __cyrus_cyp_registry_ ? PyCapsule_New(__cyrus_cyp_registry_, key, NULL) : PyErr_NoMemory();
    if (!capsule || __cyrus_pool_make(&__cyrus_cyp_registry_->pool) < 0 || PyDict_SetItemString(dict, key, capsule) < 0) {
        Py_XDECREF(capsule);
        free(__cyrus_cyp_registry_);
        __cyrus_cyp_registry_ = NULL;
        return -1;
    }
    Py_DECREF(capsule);
    __cyrus_pool_ready(&__cyrus_cyp_registry_->pool);
    return 0;
}
