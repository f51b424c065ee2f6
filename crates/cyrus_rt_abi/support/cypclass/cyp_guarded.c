//! Module variables that refer to shared objects and that functions set while others read them.
//!
//! A reader takes its reference, and a writer exchanges the variable, under one small lock of the module; nothing that takes long
//! or runs other code happens under it.
//@requires cyp_object
//@init __cyrus_cyp_guarded_init
//@fn __cyrus_cyp_guarded_get(__cyrus_cyp **) -> __cyrus_cyp * nogil
//@fn __cyrus_cyp_guarded_set(__cyrus_cyp **, __cyrus_cyp *) -> void nogil
//@proto
static int __cyrus_cyp_guarded_init(void);
static __cyrus_cyp *__cyrus_cyp_guarded_get(__cyrus_cyp **place);
// Takes the reference over, and drops what was there.
static void __cyrus_cyp_guarded_set(__cyrus_cyp **place, __cyrus_cyp *o);
//@code
static uint64_t __cyrus_cyp_guard_word;
#if defined(_WIN32)
#define __cyrus_cyp_guard_pause() SwitchToThread()
#else
#include <pthread.h>
#include <sched.h>
#define __cyrus_cyp_guard_pause() sched_yield()
#endif
static void __cyrus_cyp_guard(void) {
    uint64_t seen = 0;
    int turns = 0;
    while (!__cyrus_at_cas(&__cyrus_cyp_guard_word, &seen, (uint64_t)1)) {
        seen = 0;
        if (++turns > 64)
            __cyrus_cyp_guard_pause();
    }
}
static void __cyrus_cyp_unguard(void) {
    uint64_t seen = 1;
    (void)__cyrus_at_cas(&__cyrus_cyp_guard_word, &seen, (uint64_t)0);
}
static __CYRUS_ONCE int __cyrus_cyp_guarded_init(void) {
#if !defined(_WIN32)
    // A child process must not find the lock held by a thread that it does not have.
    if (pthread_atfork(__cyrus_cyp_guard, __cyrus_cyp_unguard, __cyrus_cyp_unguard) != 0) {
        PyErr_NoMemory();
        return -1;
    }
#endif
    return 0;
}
static __cyrus_cyp *__cyrus_cyp_guarded_get(__cyrus_cyp **place) {
    __cyrus_cyp *o;
    __cyrus_cyp_guard();
    o = *place;
    __cyrus_cyp_xincref(o);
    __cyrus_cyp_unguard();
    return o;
}
static void __cyrus_cyp_guarded_set(__cyrus_cyp **place, __cyrus_cyp *o) {
    __cyrus_cyp *old;
    __cyrus_cyp_guard();
    old = *place;
    *place = o;
    __cyrus_cyp_unguard();
    __cyrus_cyp_xdecref(old);
}
