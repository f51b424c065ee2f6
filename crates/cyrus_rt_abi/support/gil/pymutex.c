//! `cython.pymutex`: a lock that is unlocked when zero, taken with or without the GIL. Who waits lets go of the GIL, so
//! that the holder can go on. `__cyrus_pymutex_pair` takes two, the one with the lower address first; the same one twice
//! once. Waiting threads sleep for a growing while between attempts, at most a millisecond. They do nothing else without the GIL, so
//! that notes of possible cycles (cyp_cycle) may stay where they are.
//@fn __cyrus_pymutex_acquire(__cyrus_pymutex *) -> void nogil
//@fn __cyrus_pymutex_release(__cyrus_pymutex *) -> void nogil
//@fn __cyrus_pymutex_locked(__cyrus_pymutex *) -> int nogil
//@fn __cyrus_pymutex_pair_begin(__cyrus_pymutex_pair *, __cyrus_pymutex *, __cyrus_pymutex *) -> void nogil
//@fn __cyrus_pymutex_pair_end(__cyrus_pymutex_pair *) -> void nogil
//@proto
#if defined(_WIN32)
#include <windows.h>
#else
#include <time.h>
#endif
typedef struct { long state; } __cyrus_pymutex;
typedef struct { __cyrus_pymutex *first, *second; } __cyrus_pymutex_pair;
#if defined(_MSC_VER) && !defined(__clang__)
#define __cyrus_mutex_swap(p, v) _InterlockedExchange(p, v)
#define __cyrus_mutex_read(p) _InterlockedOr(p, 0)
#else
#define __cyrus_mutex_swap(p, v) __atomic_exchange_n(p, v, __ATOMIC_ACQ_REL)
#define __cyrus_mutex_read(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#endif
static void __cyrus_pymutex_wait(__cyrus_pymutex *m);
static inline void __cyrus_pymutex_acquire(__cyrus_pymutex *m) {
    if (__CYRUS_UNLIKELY(__cyrus_mutex_swap(&m->state, 1) != 0))
        __cyrus_pymutex_wait(m);
}
static inline void __cyrus_pymutex_release(__cyrus_pymutex *m) {
    __cyrus_mutex_swap(&m->state, 0);
}
static inline int __cyrus_pymutex_locked(__cyrus_pymutex *m) {
    return __cyrus_mutex_read(&m->state) != 0;
}
static inline void __cyrus_pymutex_pair_begin(__cyrus_pymutex_pair *p, __cyrus_pymutex *a, __cyrus_pymutex *b) {
    p->first = a < b ? a : b;
    p->second = a < b ? b : a == b ? NULL : a;
    __cyrus_pymutex_acquire(p->first);
    if (p->second)
        __cyrus_pymutex_acquire(p->second);
}
static inline void __cyrus_pymutex_pair_end(__cyrus_pymutex_pair *p) {
    if (p->second)
        __cyrus_pymutex_release(p->second);
    __cyrus_pymutex_release(p->first);
}
//@code
static __CYRUS_COLD void __cyrus_pymutex_wait(__cyrus_pymutex *m) {
    PyThreadState *saved = PyGILState_Check() ? PyEval_SaveThread() : NULL;
    long pause = 1000, i;
    for (;;) {
        for (i = 0; i < 100; i++)
            if (!__cyrus_mutex_read(&m->state) && !__cyrus_mutex_swap(&m->state, 1)) {
                if (saved)
                    PyEval_RestoreThread(saved);
                return;
            }
#if defined(_WIN32)
        Sleep(pause < 1000000 ? 0 : 1);
#else
        {
            struct timespec t;
            t.tv_sec = 0;
            t.tv_nsec = pause;
            nanosleep(&t, NULL);
        }
#endif
        if (pause < 1000000)
            pause *= 2;
    }
}
