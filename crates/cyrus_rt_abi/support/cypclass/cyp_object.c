//! Objects of cypclasses: the header, type descriptors, reference counts, destruction.
//!
//! A reference is a `__cyrus_cyp *`, whatever the static type; the C struct of a class begins with that header, and every
//! view of an object has the same address. NULL is a value of every reference.
//!
//! Objects of *thin* classes have no lock word. These lead nowhere, have nothing to release, and nobody can lock them; so
//! nothing may touch the lock word before it has looked at what the class's descriptor says of that.
//!
//! The count is plain while the object belongs to one thread. Once the flag SHARED is set (by the thread that owns the
//! object, before another can reach it, and never cleared while two references exist) counting is atomic. So it is, for all
//! objects, in a thread that reads a locked object beside others: what it leads to may be counted by the others too, and a
//! writer, who counts plainly, has none beside it.
//!
//! Destruction is iterative: while one object is torn down, objects that lose their last reference are queued behind it
//! in the order in which recursion would reach them, so that long chains need no stack.
//! A user's `__dealloc__` runs outside of that, so that what it drops is gone when the statement is over (but not when they
//! are nested too deep).
//!
//! An object of a class that can be in a cycle is noted as a possible root when it loses a reference but not the last one
//! (`__cyrus_cyp_decref_cyclic`); what follows from that is in cyp_cycle. Its note goes when it dies. Of what several threads share
//! cyp_detector takes note.
//@requires cyp_atomic, cyp_pool, cyp_registry, err_occurred_nogil, thread_state
//@include <stdint.h>
//@include <stdlib.h>
//@include <string.h>
//@fn __cyrus_cyp_new(__cyrus_cyp_type *) -> __cyrus_cyp * !null nogil
//@fn __cyrus_cyp_is(const __cyrus_cyp *, const __cyrus_cyp_type *) -> int nogil pure
//@fn __cyrus_cyp_cast(__cyrus_cyp *, const __cyrus_cyp_type *) -> __cyrus_cyp * nogil pure
//@fn __cyrus_cyp_settle(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_share(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_xincref(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_xdecref(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_xdecref_cyclic(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_count(const __cyrus_cyp *) -> int nogil pure
//@proto
typedef struct __cyrus_cyp_type __cyrus_cyp_type;
typedef struct {
    __cyrus_cyp_type *type;
    // Flags in the low bits, the count above.
    uint64_t refs;
    // The word of the object's lock; in a dead object the link to the next one.
    uint64_t lock;
} __cyrus_cyp;
// The header of thin objects. Without a GIL everything that Python sees is locked, so none are thin.
#if __CYRUS_FREE_THREADED
typedef __cyrus_cyp __cyrus_cyp_thin;
#define __CYRUS_CYP_THIN 0u
#else
typedef struct {
    __cyrus_cyp_type *type;
    uint64_t refs;
} __cyrus_cyp_thin;
#define __CYRUS_CYP_THIN 16u
#endif
#define __CYRUS_CYP_SHARED 1u
// A Python proxy exists.
#define __CYRUS_CYP_PROXY 2u
// Something about the object is kept in a side table (weak references).
#define __CYRUS_CYP_SIDE 4u
// Its `__dealloc__` has run, and it was brought back to life.
#define __CYRUS_CYP_FINAL 8u
// Noted as a possible root of a cycle: the lock word, which nobody needs meanwhile, says where, or is 0.
#define __CYRUS_CYP_BUFFERED 16u
// Being looked at.
#define __CYRUS_CYP_GRAY 32u
// SHARED only because Python has seen it: used with the GIL held.
#define __CYRUS_CYP_PYTHON 64u
// Its proxy is of a class derived in Python.
#define __CYRUS_CYP_DERIVED 128u
// Of objects that several threads share (cyp_detector): noted as a possible part of a cycle; immutable; being looked at.
#define __CYRUS_CYP_SUSPECT 256u
#define __CYRUS_CYP_FROZEN 512u
#define __CYRUS_CYP_LOOKED 1024u
#define __CYRUS_CYP_ONE ((uint64_t)2048)
// As many references as nobody has: the object is shared and lives as long as the process, and nobody counts it. (The functions for
// shared objects look: what is inlined at each count does not.)
#define __CYRUS_CYP_FOREVER ((uint64_t)1 << 62)
// How deep `__dealloc__`s nest before what they drop has to wait.
#define __CYRUS_CYP_DEPTH 100
// Flags of a class. It has a `__new__` or `__alloc__` of its own.
#define __CYRUS_CYP_CONSTRUCTS 1u
// Its objects may lead to Python objects.
#define __CYRUS_CYP_REACHES 2u
// Its objects may be part of a cycle of plain references.
#define __CYRUS_CYP_CYCLIC 4u
// Its objects have isolated graphs of their own.
#define __CYRUS_CYP_ISOLATES 8u
// Its objects may be part of a cycle of references of any kind but weak ones.
#define __CYRUS_CYP_LINKED 32u
typedef void (*__cyrus_cyp_fn)(void);
typedef int (*__cyrus_cyp_visit)(__cyrus_cyp *, void *);
// How instances of a class are seen as one of its ancestors: where that class's methods start in the method table, and
// the offsets of its fields.
typedef struct {
    const __cyrus_cyp_type *type;
    const __cyrus_cyp_fn *methods;
    const uint32_t *fields;
} __cyrus_cyp_view;
// What the emitter writes for each class; `id`, `mask` and `views` are filled in by __cyrus_cyp_type_ready. The table
// of methods follows in memory: struct { __cyrus_cyp_type type; __cyrus_cyp_fn methods[n]; }.
struct __cyrus_cyp_type {
    __cyrus_cyp_view *views;
    uint32_t mask;
    uint32_t id;
    size_t size;
    const char *name;
    // The class itself and its ancestors, in resolution order.
    const __cyrus_cyp_view *mro;
    uint32_t mro_len;
    uint32_t flags;
    // Makes the members that are C++ objects; NULL when there are none.
    void (*init)(__cyrus_cyp *);
    // The users' `__dealloc__`s, derived before base, NULL at the end; NULL when there are none.
    void (*const *dealloc)(__cyrus_cyp *);
    // Drops the fields; NULL when there is nothing to drop.
    void (*release)(__cyrus_cyp *);
    // Calls `visit` for each plain reference in the fields; stops at the first nonzero result.
    int (*traverse)(__cyrus_cyp *, __cyrus_cyp_visit, void *);
    // The same for isolated references, and for the boxes of weak ones.
    int (*parts)(__cyrus_cyp *, __cyrus_cyp_visit, void *);
    // The same for `lock`, `active` and `immutable` ones.
    int (*links)(__cyrus_cyp *, __cyrus_cyp_visit, void *);
    PyTypeObject *py_type;
    // What makes an object from Python arguments, once it was asked for.
    PyObject *construct;
    // Visits the Python objects in the fields, where the class may lead to some.
    int (*py_traverse)(__cyrus_cyp *, visitproc, void *);
    // Of a class that other modules know: its own methods, in the order of the declaration.
    const __cyrus_cyp_fn *own;
    uint32_t own_count;
    // Where active objects have their mailbox; 0 in other classes.
    uint32_t mailbox;
};
#define __CYRUS_CYP_METHOD(o, i) (((const __cyrus_cyp_fn *)((o)->type + 1))[i])
// The methods that `type_`, an ancestor of the object's class, introduced.
#define __CYRUS_CYP_METHODS_OF(o, type_) ((o)->type->views[(type_)->id & (o)->type->mask].methods)
static __CYRUS_NOINLINE void __cyrus_cyp_destroy(__cyrus_cyp *o);
static __cyrus_cyp *__cyrus_cyp_new(__cyrus_cyp_type *type);
// Raises MemoryError; NULL.
static __CYRUS_ONCE __cyrus_cyp *__cyrus_cyp_no_memory(void);
// An object with zeroes for fields, `size` being a constant. Members that are C++ objects are not made.
static inline __cyrus_cyp *__cyrus_cyp_make(__cyrus_cyp_type *type, size_t size) {
    __cyrus_cyp *o = (__cyrus_cyp *)__cyrus_pool_take(size);
    if (__CYRUS_UNLIKELY(!o))
        return __cyrus_cyp_no_memory();
    __cyrus_lock_told(o, NULL, 0);
    o->type = type;
    o->refs = __CYRUS_CYP_ONE;
    o->lock = 0;
    memset((void *)(o + 1), 0, size - sizeof(__cyrus_cyp));
    return o;
}
#if __CYRUS_FREE_THREADED
#define __cyrus_cyp_make_thin __cyrus_cyp_make
#else
static inline __cyrus_cyp *__cyrus_cyp_make_thin(__cyrus_cyp_type *type, size_t size) {
    __cyrus_cyp_thin *o = (__cyrus_cyp_thin *)__cyrus_pool_take(size);
    if (__CYRUS_UNLIKELY(!o))
        return __cyrus_cyp_no_memory();
    o->type = type;
    o->refs = __CYRUS_CYP_ONE;
    memset((void *)(o + 1), 0, size - sizeof(__cyrus_cyp_thin));
    return (__cyrus_cyp *)o;
}
#endif
// For objects that several threads may count, and threads that read beside others.
static __CYRUS_NOINLINE void __cyrus_cyp_incref_atomic(__cyrus_cyp *o);
static __CYRUS_NOINLINE void __cyrus_cyp_decref_atomic(__cyrus_cyp *o);
static inline void __cyrus_cyp_incref(__cyrus_cyp *o) {
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (__CYRUS_LIKELY(!((refs & __CYRUS_CYP_SHARED) | __cyrus_pool_here->reading)))
        __cyrus_at_store(&o->refs, refs + __CYRUS_CYP_ONE);
    else
        __cyrus_cyp_incref_atomic(o);
}
static inline void __cyrus_cyp_incref_twice(__cyrus_cyp *o) {
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (__CYRUS_LIKELY(!((refs & __CYRUS_CYP_SHARED) | __cyrus_pool_here->reading))) {
        __cyrus_at_store(&o->refs, refs + 2 * __CYRUS_CYP_ONE);
    } else {
        __cyrus_cyp_incref_atomic(o);
        __cyrus_cyp_incref_atomic(o);
    }
}
static inline void __cyrus_cyp_decref(__cyrus_cyp *o) {
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (__CYRUS_LIKELY(!((refs & __CYRUS_CYP_SHARED) | __cyrus_pool_here->reading))) {
        refs -= __CYRUS_CYP_ONE;
        __cyrus_at_store(&o->refs, refs);
        if (__CYRUS_UNLIKELY(refs < __CYRUS_CYP_ONE))
            __cyrus_cyp_destroy(o);
    } else {
        __cyrus_cyp_decref_atomic(o);
    }
}
// The same for classes whose objects may be part of a cycle.
static __CYRUS_NOINLINE void __cyrus_cyp_note(__cyrus_cyp *o);
static inline void __cyrus_cyp_decref_cyclic(__cyrus_cyp *o) {
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (__CYRUS_LIKELY(!((refs & __CYRUS_CYP_SHARED) | __cyrus_pool_here->reading))) {
        refs -= __CYRUS_CYP_ONE;
        __cyrus_at_store(&o->refs, refs);
        if (refs < __CYRUS_CYP_ONE)
            __cyrus_cyp_destroy(o);
        else if (!(refs & __CYRUS_CYP_BUFFERED))
            __cyrus_cyp_note(o);
    } else {
        __cyrus_cyp_decref_atomic(o);
    }
}
static inline void __cyrus_cyp_xdecref_cyclic(__cyrus_cyp *o) {
    if (o)
        __cyrus_cyp_decref_cyclic(o);
}
// The same where the class is known to have nothing to release; `size` is a constant.
static inline void __cyrus_cyp_decref_leaf(__cyrus_cyp *o, size_t size) {
    if (__CYRUS_LIKELY(__cyrus_at_load(&o->refs) == __CYRUS_CYP_ONE))
        __cyrus_pool_give(o, size);
    else
        __cyrus_cyp_decref(o);
}
static inline void __cyrus_cyp_xdecref_leaf(__cyrus_cyp *o, size_t size) {
    if (o)
        __cyrus_cyp_decref_leaf(o, size);
}
static inline void __cyrus_cyp_xincref(__cyrus_cyp *o) {
    if (o)
        __cyrus_cyp_incref(o);
}
static inline void __cyrus_cyp_xdecref(__cyrus_cyp *o) {
    if (o)
        __cyrus_cyp_decref(o);
}
// The same for places where short code is better.
static __CYRUS_NOINLINE void __cyrus_cyp_keep(__cyrus_cyp *o);
static __CYRUS_NOINLINE void __cyrus_cyp_drop(__cyrus_cyp *o);
static __CYRUS_NOINLINE void __cyrus_cyp_drop_cyclic(__cyrus_cyp *o);
static inline void __cyrus_cyp_clear(__cyrus_cyp **place) {
    __cyrus_cyp *o = *place;
    *place = NULL;
    if (o)
        __cyrus_cyp_decref(o);
}
static inline void __cyrus_cyp_clear_cyclic(__cyrus_cyp **place) {
    __cyrus_cyp *o = *place;
    *place = NULL;
    if (o)
        __cyrus_cyp_decref_cyclic(o);
}
// Lets the detector look, if there is enough to look at.
static inline void __cyrus_cyp_detect(void) {
    if (__CYRUS_UNLIKELY(__cyrus_at_load(&__cyrus_cyp_registry_->detector_due)))
        (void)__cyrus_cyp_registry_->detect(0);
}
// The object and all that it leads to go to another owner: this thread forgets what it has noted of them.
static inline void __cyrus_cyp_settle(__cyrus_cyp *o) {
    if (o && (__cyrus_pool_here->roots[0].count | __cyrus_pool_here->roots[1].count | __cyrus_pool_here->below || __CYRUS_UNLIKELY(__cyrus_at_load(&__cyrus_cyp_registry_->held_roots))))
        __cyrus_cyp_registry_->settle(o);
}
// The end of what was noted below a lock: the lock, the handling of a message, or the time with the GIL is over.
static inline void __cyrus_cyp_below_ends(void) {
    if (__CYRUS_UNLIKELY(__cyrus_pool_here->below))
        __cyrus_cyp_registry_->below(__cyrus_pool_here);
}
// From now on references to the object may be counted by several threads.
static inline void __cyrus_cyp_share(__cyrus_cyp *o) {
    if (!o || (__cyrus_at_load(&o->refs) & (__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON)) == __CYRUS_CYP_SHARED)
        return;
    __cyrus_cyp_settle(o);
    (void)__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_SHARED);
    (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_PYTHON);
}
// What a place keeps for as long as the process lives, or NULL: a reference that need not be counted.
static inline __cyrus_cyp *__cyrus_cyp_kept_at(const uint64_t *place) { return (__cyrus_cyp *)(uintptr_t)__cyrus_at_load_sync(place); }
// Lets a place that is empty keep a new object that nobody changes. It is not counted before others can find it.
static inline void __cyrus_cyp_keep_forever(uint64_t *place, __cyrus_cyp *o) {
    uint64_t none = 0;
    if (!o || __cyrus_at_load_sync(place))
        return;
    __cyrus_at_store(&o->refs, (__cyrus_at_load(&o->refs) | __CYRUS_CYP_SHARED) + __CYRUS_CYP_FOREVER);
    if (!__cyrus_at_cas(place, &none, (uint64_t)(uintptr_t)o))
        __cyrus_at_store(&o->refs, __cyrus_at_load(&o->refs) - __CYRUS_CYP_FOREVER);
}
static __CYRUS_NOINLINE int __cyrus_cyp_count(const __cyrus_cyp *o);
// The view of `o` as an instance of `type`, or NULL if it is none.
static inline const __cyrus_cyp_view *__cyrus_cyp_as(const __cyrus_cyp *o, const __cyrus_cyp_type *type) {
    const __cyrus_cyp_view *view = &o->type->views[type->id & o->type->mask];
    return view->type == type ? view : NULL;
}
static inline int __cyrus_cyp_is(const __cyrus_cyp *o, const __cyrus_cyp_type *type) {
    return o && (o->type == type || o->type->views[type->id & o->type->mask].type == type);
}
static inline __cyrus_cyp *__cyrus_cyp_cast(__cyrus_cyp *o, const __cyrus_cyp_type *type) {
    return __cyrus_cyp_is(o, type) ? o : NULL;
}
// After a call of a method: whether it has raised.
static __CYRUS_NOINLINE int __cyrus_cyp_raised_really(void);
static inline int __cyrus_cyp_raised(void) { return __CYRUS_UNLIKELY(__cyrus_pool_here->raised) && __cyrus_cyp_raised_really(); }
// A method ends with an exception.
static void __cyrus_cyp_raising(void);
//@code
// Whether this thread may count the object without atomic operations; a thread new to this module gets to know its home.
static int __cyrus_cyp_is_own(uint64_t refs) {
    __cyrus_cyp_home *home;
    if (refs & __CYRUS_CYP_SHARED)
        return 0;
    home = __cyrus_pool_home();
    return home && !home->reading;
}
static __CYRUS_NOINLINE void __cyrus_cyp_incref_atomic(__cyrus_cyp *o) {
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (refs >= __CYRUS_CYP_FOREVER)
        return;
    if (__cyrus_cyp_is_own(refs))
        __cyrus_at_store(&o->refs, refs + __CYRUS_CYP_ONE);
    else if (__CYRUS_UNLIKELY((~__cyrus_at_add(&o->refs, __CYRUS_CYP_ONE) & (__CYRUS_CYP_LOOKED | __CYRUS_CYP_FROZEN)) == 0))
        // A reader of immutable objects goes on while the detector looks at them: this one has a new reference.
        (void)__cyrus_cyp_registry_->suspect(o);
}
static __CYRUS_BRIEF int __cyrus_cyp_note_down(__cyrus_cyp *o);
static __CYRUS_BRIEF void __cyrus_cyp_look(void);
// Drops a reference to what several threads share, and clears flags; whether the caller has to destroy the object. At that moment it is a suspect: a
// look that begins later does not find the reference, and one that has begun makes the object a suspect again.
static int __cyrus_cyp_drop_suspect(__cyrus_cyp *o, uint64_t clear) {
    uint64_t refs = __cyrus_at_load_sync(&o->refs);
    int asked = 0;
    for (;;) {
        int last = refs < 2 * __CYRUS_CYP_ONE;
        // Not for the last one; nor again and again, without memory.
        if (!last && !(refs & __CYRUS_CYP_SUSPECT) && asked++ < 8) {
            __cyrus_cyp_registry_->suspect(o);
            refs = __cyrus_at_load_sync(&o->refs);
        } else if (last && refs & (__CYRUS_CYP_SUSPECT | __CYRUS_CYP_LOOKED)) {
            return __cyrus_cyp_registry_->drop_last(o, clear);
        } else if (__cyrus_at_cas(&o->refs, &refs, (refs - __CYRUS_CYP_ONE) & ~clear)) {
            return last;
        }
    }
}
static __CYRUS_NOINLINE void __cyrus_cyp_decref_atomic(__cyrus_cyp *o) {
    uint64_t refs = __cyrus_at_load_sync(&o->refs);
    if (refs >= __CYRUS_CYP_FOREVER)
        return;
    // The only reference is this one, and nothing knows the object without having one: nobody else can count it now.
    if ((refs & (__CYRUS_CYP_SIDE | __CYRUS_CYP_PROXY | __CYRUS_CYP_SUSPECT | __CYRUS_CYP_LOOKED)) == 0 && refs < 2 * __CYRUS_CYP_ONE) {
        __cyrus_at_store(&o->refs, refs - __CYRUS_CYP_ONE);
        __cyrus_cyp_destroy(o);
        return;
    }
    // What Python has of it may be kept with it, and gets the last reference.
    if (__CYRUS_UNLIKELY(refs & __CYRUS_CYP_DERIVED)) {
        while (refs >= 2 * __CYRUS_CYP_ONE) {
            if (__cyrus_at_cas(&o->refs, &refs, refs - __CYRUS_CYP_ONE))
                return;
        }
        __cyrus_cyp_registry_->hand_over(o);
        return;
    }
    // While the reference is still held: afterwards another thread may let the object die.
    uint32_t cyclic = o->type->flags & __CYRUS_CYP_CYCLIC;
    int due = 0;
    if (o->type->flags & __CYRUS_CYP_LINKED && (refs & (__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON)) == __CYRUS_CYP_SHARED) {
        if (__cyrus_cyp_drop_suspect(o, 0))
            __cyrus_cyp_destroy(o);
        __cyrus_cyp_detect();
        return;
    }
    if (cyclic && (refs & (__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON | __CYRUS_CYP_BUFFERED)) == (__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON))
        due = __cyrus_cyp_note_down(o);
    if (__cyrus_cyp_is_own(refs)) {
        refs -= __CYRUS_CYP_ONE;
        __cyrus_at_store(&o->refs, refs);
    } else {
        refs = __cyrus_at_add_sync(&o->refs, (uint64_t)0 - __CYRUS_CYP_ONE) - __CYRUS_CYP_ONE;
    }
    if (refs < __CYRUS_CYP_ONE)
        __cyrus_cyp_destroy(o);
    else if (cyclic && !(refs & (__CYRUS_CYP_BUFFERED | __CYRUS_CYP_SHARED)))
        __cyrus_cyp_note(o);
    if (due)
        __cyrus_cyp_look();
}
// What threads write down of possible roots.
struct __cyrus_cyp_notes {
    __cyrus_cyp_notes *before;
    __cyrus_cyp_home *home;
    // Which of the home's lists they are in; odd: noted with the GIL held.
    uint64_t list;
    void *places[509];
};
static int __cyrus_cyp_has_gil(void) {
#if PY_VERSION_HEX >= 0x030C0000
    return __cyrus_tstate() != NULL;
#else
    return PyGILState_Check();
#endif
}
static __CYRUS_BRIEF int __cyrus_cyp_more_notes(__cyrus_cyp_home *home, int list) {
#if defined(_WIN32)
    void *made = _aligned_malloc(sizeof(__cyrus_cyp_notes), sizeof(__cyrus_cyp_notes));
#else
    void *made = NULL;
    if (posix_memalign(&made, sizeof(__cyrus_cyp_notes), sizeof(__cyrus_cyp_notes)))
        return -1;
#endif
    __cyrus_cyp_notes *notes = (__cyrus_cyp_notes *)made;
    if (!notes)
        return -1;
    memset((void *)notes, 0, sizeof *notes);
    notes->before = home->roots[list].last;
    notes->home = home;
    notes->list = (uint64_t)list;
    home->roots[list].last = notes;
    home->roots[list].next = notes->places;
    home->roots[list].end = notes->places + sizeof notes->places / sizeof *notes->places;
    return 0;
}
// Other threads may count a shared object meanwhile.
static void __cyrus_cyp_flag(__cyrus_cyp *o, uint64_t flag) {
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (refs & __CYRUS_CYP_SHARED)
        (void)__cyrus_at_or(&o->refs, flag);
    else
        __cyrus_at_store(&o->refs, refs | flag);
}
static void __cyrus_cyp_unflag(__cyrus_cyp *o, uint64_t flag) {
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (refs & __CYRUS_CYP_SHARED)
        (void)__cyrus_at_and(&o->refs, ~flag);
    else
        __cyrus_at_store(&o->refs, refs & ~flag);
}
// Whether it is time to look. The caller has a reference, or nobody else counts the object.
static __CYRUS_BRIEF int __cyrus_cyp_note_down(__cyrus_cyp *o) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    uint64_t refs;
    void **place;
    int held, list;
    if (!home || home->reading)
        return 0;
    if (home->holding && home->unnoted && (--home->unnoted || !__cyrus_cyp_registry_->afford(home)))
        return 0;
    held = __cyrus_cyp_has_gil();
    refs = __cyrus_at_load(&o->refs);
    if (refs & __CYRUS_CYP_SHARED && (!held || __CYRUS_FREE_THREADED || !(refs & __CYRUS_CYP_PYTHON)))
        return 0;
    if (refs & __CYRUS_CYP_BUFFERED || !(o->type->flags & __CYRUS_CYP_CYCLIC) || o->lock)
        return 0;
    list = home->holding ? held + 2 : held;
    home->below |= home->holding;
    place = home->roots[list].free;
    if (place) {
        home->roots[list].free = (void **)((uintptr_t)*place & ~(uintptr_t)1);
    } else {
        if (home->roots[list].next == home->roots[list].end && __cyrus_cyp_more_notes(home, list) < 0)
            return 0;
        place = home->roots[list].next++;
    }
    *place = o;
    o->lock = (uint64_t)(uintptr_t)place;
    home->roots[list].count++;
    if (held)
        (void)__cyrus_at_add(&__cyrus_cyp_registry_->held_roots, (uint64_t)1);
    __cyrus_cyp_flag(o, __CYRUS_CYP_BUFFERED);
    return home->roots[list].count > home->roots[list].limit && !home->collecting && !home->tearing && !home->inside;
}
static __CYRUS_BRIEF void __cyrus_cyp_look(void) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    if (home)
        (void)__cyrus_cyp_registry_->collect(home);
}
static __CYRUS_NOINLINE void __cyrus_cyp_note(__cyrus_cyp *o) {
    // Below a lock, while nothing is to be noted: that must cost little.
    if (__cyrus_pool_here->unnoted > 1 && __cyrus_pool_here->holding)
        __cyrus_pool_here->unnoted--;
    else if (__cyrus_cyp_note_down(o))
        __cyrus_cyp_look();
}
// The object is no root of anything any more. If another thread may have noted it, that had the GIL.
static __CYRUS_BRIEF void __cyrus_cyp_forget(__cyrus_cyp *o) {
    void **place = (void **)(uintptr_t)o->lock;
    __cyrus_cyp_notes *notes = (__cyrus_cyp_notes *)((uintptr_t)place & ~(uintptr_t)(sizeof(__cyrus_cyp_notes) - 1));
    PyGILState_STATE gil = PyGILState_LOCKED;
    int takes = place && __cyrus_at_load(&o->refs) & __CYRUS_CYP_SHARED && Py_IsInitialized() && !__cyrus_cyp_has_gil();
    if (takes)
        gil = PyGILState_Ensure();
    o->lock = 0;
    __cyrus_cyp_unflag(o, __CYRUS_CYP_BUFFERED);
    if (place) {
        *place = NULL;
        if (notes->list & 1)
            (void)__cyrus_at_add(&__cyrus_cyp_registry_->held_roots, ~(uint64_t)0);
        if (notes->home == __cyrus_pool_here) {
            *place = (void *)((uintptr_t)notes->home->roots[notes->list].free | 1);
            notes->home->roots[notes->list].free = place;
            notes->home->roots[notes->list].count--;
        }
    }
    if (takes)
        PyGILState_Release(gil);
}
static __CYRUS_NOINLINE void __cyrus_cyp_keep(__cyrus_cyp *o) { __cyrus_cyp_xincref(o); }
static __CYRUS_NOINLINE void __cyrus_cyp_drop(__cyrus_cyp *o) { __cyrus_cyp_xdecref(o); }
static __CYRUS_NOINLINE void __cyrus_cyp_drop_cyclic(__cyrus_cyp *o) { __cyrus_cyp_xdecref_cyclic(o); }
static __CYRUS_BRIEF int __cyrus_cyp_raised_really(void) {
    if (__cyrus_err_occurred_nogil())
        return 1;
    if (__cyrus_pool_here != &__cyrus_pool_nowhere)
        __cyrus_pool_here->raised = 0;
    return 0;
}
static __CYRUS_NOINLINE int __cyrus_cyp_count(const __cyrus_cyp *o) {
    return o ? (int)(__cyrus_at_load((uint64_t *)&o->refs) / __CYRUS_CYP_ONE) : 0;
}
static __CYRUS_COLD void __cyrus_cyp_raising(void) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    if (home)
        home->raised = 1;
}
static __CYRUS_ONCE __cyrus_cyp *__cyrus_cyp_no_memory(void) {
    PyGILState_STATE gil = PyGILState_Ensure();
    PyErr_NoMemory();
    PyGILState_Release(gil);
    return NULL;
}
static __cyrus_cyp *__cyrus_cyp_new(__cyrus_cyp_type *type) {
    __cyrus_cyp *o = type->flags & __CYRUS_CYP_THIN ? __cyrus_cyp_make_thin(type, type->size) : __cyrus_cyp_make(type, type->size);
    if (o && type->init)
        type->init(o);
    return o;
}
// Runs the `__dealloc__`s, which somebody keeps the object alive for.
static __CYRUS_BRIEF void __cyrus_cyp_deallocs(__cyrus_cyp *o) {
    void (*const *dealloc)(__cyrus_cyp *) = o->type->dealloc;
    PyObject *type = NULL, *value = NULL, *traceback = NULL;
    PyGILState_STATE gil;
    int raised;
    // Python code in a `__dealloc__` must not run with an exception set.
    raised = __cyrus_err_occurred_nogil();
    if (raised) {
        gil = PyGILState_Ensure();
        PyErr_Fetch(&type, &value, &traceback);
        PyGILState_Release(gil);
    }
    for (; *dealloc; dealloc++)
        (*dealloc)(o);
    if (raised) {
        gil = PyGILState_Ensure();
        PyErr_Restore(type, value, traceback);
        PyGILState_Release(gil);
    }
    (void)__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_FINAL);
}
// Runs them on an object without references; whether it survives, because one of them kept a reference.
static __CYRUS_BRIEF int __cyrus_cyp_finalize(__cyrus_cyp *o) {
    uint64_t refs;
    if (o->refs & __CYRUS_CYP_FINAL)
        return 0;
    o->refs = (o->refs & (__CYRUS_CYP_ONE - 1)) + __CYRUS_CYP_ONE;
    o->lock = 0;
    __cyrus_cyp_deallocs(o);
    refs = __cyrus_at_add_sync(&o->refs, (uint64_t)0 - __CYRUS_CYP_ONE) - __CYRUS_CYP_ONE;
    return refs >= __CYRUS_CYP_ONE;
}
// Nobody finds the object any more; 1 when the detector does just now, which sees to its end.
static __CYRUS_BRIEF int __cyrus_cyp_unlink(__cyrus_cyp *o) {
    if (__cyrus_at_load(&o->refs) & (__CYRUS_CYP_SUSPECT | __CYRUS_CYP_LOOKED) && __cyrus_cyp_registry_->unsuspect(o))
        return 1;
    if (o->refs & __CYRUS_CYP_SIDE)
        __cyrus_cyp_registry_->weak_clear(o);
    if (o->refs & __CYRUS_CYP_BUFFERED)
        __cyrus_cyp_forget(o);
    return 0;
}
#define __CYRUS_CYP_KNOWN (__CYRUS_CYP_SIDE | __CYRUS_CYP_BUFFERED | __CYRUS_CYP_SUSPECT | __CYRUS_CYP_LOOKED)
// Tears down an object without references, those linked behind it in `rest`, and all that die of them.
static void __cyrus_cyp_bury(__cyrus_cyp_home *home, __cyrus_cyp *o, uint64_t rest) {
    home->dying = 0;
    home->dying_end = &home->dying;
    home->depth++;
    for (;;) {
        __cyrus_cyp_type *type = o->type;
        // Its `__dealloc__` may have brought back what leads to it.
        if ((!type->dealloc || !__cyrus_cyp_finalize(o)) && (__CYRUS_LIKELY(!(o->refs & __CYRUS_CYP_KNOWN)) || !__cyrus_cyp_unlink(o))) {
            if (type->release) {
                home->tearing = 1;
                type->release(o);
                home->tearing = 0;
            }
            __cyrus_pool_give(o, type->size);
            if (home->dying) {
                *home->dying_end = rest;
                rest = home->dying;
                home->dying = 0;
                home->dying_end = &home->dying;
            }
        }
        if (!rest) {
            if (home->depth == 1) {
                rest = home->deep;
                home->deep = 0;
            }
            if (!rest) {
                home->depth--;
                return;
            }
        }
        o = (__cyrus_cyp *)(uintptr_t)rest;
        rest = o->lock;
    }
}
static __CYRUS_NOINLINE void __cyrus_cyp_destroy(__cyrus_cyp *o) {
    __cyrus_cyp_home *home;
    if (__CYRUS_UNLIKELY(o->refs & __CYRUS_CYP_KNOWN) && __cyrus_cyp_unlink(o))
        return;
    if (!o->type->release && !o->type->dealloc) {
        __cyrus_pool_give(o, o->type->size);
        return;
    }
    home = __cyrus_pool_here;
    if (__CYRUS_UNLIKELY(home == &__cyrus_pool_nowhere)) {
        home = __cyrus_pool_home();
        if (!home)
            return;
    }
    if (home->tearing) {
        o->lock = 0;
        *home->dying_end = (uint64_t)(uintptr_t)o;
        home->dying_end = &o->lock;
        return;
    }
    if (home->depth >= __CYRUS_CYP_DEPTH) {
        o->lock = home->deep;
        home->deep = (uint64_t)(uintptr_t)o;
        return;
    }
    __cyrus_cyp_bury(home, o, 0);
}
