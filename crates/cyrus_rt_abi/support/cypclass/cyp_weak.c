//! Weak references: a box that knows the object as long as it lives.
//!
//! A value of type `weak T` is a reference to a box, itself an object of a cypclass; so it is counted, held and passed
//! like any other. An object has at most one box, found by its address in a table that all modules share; the flag SIDE
//! says that there is one. The table owns a reference to the box, until the object is destroyed: then the box is emptied
//! first, and only after that do its `__dealloc__`s run.
//!
//! Protocol: table and boxes are read and written with the registry's `weak_lock` held. Whoever promotes a reference
//! while the last one goes in another thread finds a count of zero and gets NULL; the memory stays until the box is
//! empty, for which the destroyer needs the lock.
//@requires cyp_type
//@init __cyrus_cyp_weak_init
//@fn __cyrus_cyp_weak(__cyrus_cyp *) -> __cyrus_cyp * !null nogil
//@fn __cyrus_cyp_promote(__cyrus_cyp *) -> __cyrus_cyp * nogil
//@proto
static int __cyrus_cyp_weak_init(void);
// The box of an object, a new reference; NULL for NULL, and with MemoryError set.
static __cyrus_cyp *__cyrus_cyp_weak(__cyrus_cyp *o);
// A new reference to the object, or NULL when it is gone.
static __cyrus_cyp *__cyrus_cyp_promote(__cyrus_cyp *box);
//@code
#if defined(_WIN32)
#include <windows.h>
#define __cyrus_cyp_weak_yield() ((void)SwitchToThread())
#else
#include <pthread.h>
#include <sched.h>
#define __cyrus_cyp_weak_yield() ((void)sched_yield())
#endif
typedef struct {
    __cyrus_cyp ob;
    __cyrus_cyp *object;
} __cyrus_cyp_box;
static void __cyrus_cyp_weak_enter(void) {
    uint64_t seen = 0;
    int looks = 0;
    while (!__cyrus_at_cas(&__cyrus_cyp_registry_->weak_lock, &seen, 1)) {
        seen = 0;
        // Who has it may have been interrupted.
        if (++looks % 64 == 0)
            __cyrus_cyp_weak_yield();
    }
}
static void __cyrus_cyp_weak_leave(void) {
    (void)__cyrus_at_and(&__cyrus_cyp_registry_->weak_lock, 0);
}
static size_t __cyrus_cyp_weak_place(__cyrus_cyp **boxes, size_t size, const __cyrus_cyp *o) {
    size_t at = (size_t)((uint64_t)(uintptr_t)o * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (size - 1);
    while (boxes[at] && ((__cyrus_cyp_box *)boxes[at])->object != o)
        at = (at + 1) & (size - 1);
    return at;
}
static __CYRUS_BRIEF int __cyrus_cyp_weak_grow(__cyrus_cyp_registry *r) {
    size_t size = r->weak_size ? r->weak_size * 2 : 64, i;
    __cyrus_cyp **boxes = (__cyrus_cyp **)calloc(size, sizeof(*boxes));
    if (!boxes)
        return -1;
    for (i = 0; i < r->weak_size; i++) {
        if (r->weak[i])
            boxes[__cyrus_cyp_weak_place(boxes, size, ((__cyrus_cyp_box *)r->weak[i])->object)] = (__cyrus_cyp *)r->weak[i];
    }
    free(r->weak);
    r->weak = (void **)boxes;
    r->weak_size = size;
    return 0;
}
// Empties the box of an object, and takes it out of the table, with the lock held. The reference that the table had is the caller's.
static void *__cyrus_cyp_weak_take(void *object) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    __cyrus_cyp **boxes, *o = (__cyrus_cyp *)object, *box;
    size_t at, hole, mask;
    boxes = (__cyrus_cyp **)r->weak;
    mask = r->weak_size - 1;
    hole = at = __cyrus_cyp_weak_place(boxes, r->weak_size, o);
    box = boxes[at];
    (void)__cyrus_at_and(&o->refs, ~(uint64_t)__CYRUS_CYP_SIDE);
    if (box) {
        ((__cyrus_cyp_box *)box)->object = NULL;
        r->weak_count--;
        for (;;) {
            size_t home;
            boxes[hole] = NULL;
            // What lies behind and could not be found any more moves into the hole.
            do {
                at = (at + 1) & mask;
                if (!boxes[at])
                    break;
                home = (size_t)((uint64_t)(uintptr_t)((__cyrus_cyp_box *)boxes[at])->object * UINT64_C(0x9E3779B97F4A7C15) >> 20) & mask;
            } while (((at - home) & mask) < ((at - hole) & mask));
            if (!boxes[at])
                break;
            boxes[hole] = boxes[at];
            hole = at;
        }
    }
    return box;
}
// Empties the box of an object that is about to be destroyed.
static void __cyrus_cyp_weak_clear(void *object) {
    __cyrus_cyp *box;
    __cyrus_cyp_weak_enter();
    box = (__cyrus_cyp *)__cyrus_cyp_weak_take(object);
    __cyrus_cyp_weak_leave();
    if (box)
        __cyrus_cyp_decref(box);
}
static void *__cyrus_cyp_weak_object(void *box) {
    void *object;
    __cyrus_cyp_weak_enter();
    object = ((__cyrus_cyp_box *)box)->object;
    __cyrus_cyp_weak_leave();
    return object;
}
static void *__cyrus_cyp_weak_box(void *object) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    void *box;
    __cyrus_cyp_weak_enter();
    box = r->weak[__cyrus_cyp_weak_place((__cyrus_cyp **)r->weak, r->weak_size, (__cyrus_cyp *)object)];
    __cyrus_cyp_weak_leave();
    return box;
}
static __CYRUS_ONCE int __cyrus_cyp_weak_init(void) {
    static __cyrus_cyp_type type;
    static __cyrus_cyp_view mro[1];
    if (__cyrus_cyp_registry_->weak_type)
        return 0;
    mro[0].type = &type;
    type.size = sizeof(__cyrus_cyp_box);
    type.name = "weak reference";
    type.mro = mro;
    type.mro_len = 1;
    if (__cyrus_cyp_type_ready(&type) < 0)
        return -1;
#if !defined(_WIN32)
    // A child process must not find the lock held by a thread that it does not have. What holds it may take the pool's, which was
    // registered before, and so is taken after it.
    if (pthread_atfork(__cyrus_cyp_weak_enter, __cyrus_cyp_weak_leave, __cyrus_cyp_weak_leave) != 0) {
        PyErr_NoMemory();
        return -1;
    }
#endif
    __cyrus_cyp_registry_->weak_type = &type;
    __cyrus_cyp_registry_->weak_clear = __cyrus_cyp_weak_clear;
    __cyrus_cyp_registry_->weak_object = __cyrus_cyp_weak_object;
    __cyrus_cyp_registry_->weak_box = __cyrus_cyp_weak_box;
    __cyrus_cyp_registry_->weak_enter = __cyrus_cyp_weak_enter;
    __cyrus_cyp_registry_->weak_leave = __cyrus_cyp_weak_leave;
    __cyrus_cyp_registry_->weak_take = __cyrus_cyp_weak_take;
    return 0;
}
static __cyrus_cyp *__cyrus_cyp_weak(__cyrus_cyp *o) {
    __cyrus_cyp_registry *r = __cyrus_cyp_registry_;
    __cyrus_cyp *box = NULL, *made = NULL;
    int room;
    if (!o)
        return NULL;
    for (;;) {
        __cyrus_cyp_weak_enter();
        room = r->weak_count * 2 < r->weak_size || __cyrus_cyp_weak_grow(r) == 0;
        if (room) {
            size_t at = __cyrus_cyp_weak_place((__cyrus_cyp **)r->weak, r->weak_size, o);
            box = (__cyrus_cyp *)r->weak[at];
            if (!box && made) {
                ((__cyrus_cyp_box *)made)->object = o;
                r->weak[at] = box = made;
                made = NULL;
                r->weak_count++;
                (void)__cyrus_at_or(&o->refs, (uint64_t)__CYRUS_CYP_SIDE);
            }
            if (box)
                __cyrus_cyp_incref(box);
        }
        __cyrus_cyp_weak_leave();
        if (box || !room)
            break;
        // Not with the lock held: without memory this asks for the GIL. Threads that share the object share the box.
        made = __cyrus_cyp_new((__cyrus_cyp_type *)r->weak_type);
        if (!made)
            return NULL;
        __cyrus_cyp_share(made);
    }
    // Another thread was quicker.
    if (made)
        __cyrus_cyp_decref(made);
    return box ? box : __cyrus_cyp_no_memory();
}
static __cyrus_cyp *__cyrus_cyp_promote(__cyrus_cyp *box) {
    __cyrus_cyp *o;
    uint64_t refs;
    if (!box)
        return NULL;
    __cyrus_cyp_weak_enter();
    o = ((__cyrus_cyp_box *)box)->object;
    if (o) {
        refs = __cyrus_at_load(&o->refs);
        do {
            if (refs < __CYRUS_CYP_ONE) {
                o = NULL;
                break;
            }
        } while (!__cyrus_at_cas(&o->refs, &refs, refs + __CYRUS_CYP_ONE));
    }
    __cyrus_cyp_weak_leave();
    return o;
}
