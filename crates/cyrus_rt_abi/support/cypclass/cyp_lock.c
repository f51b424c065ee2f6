//! The lock of an object: one writer or many readers, re-entrant, in one word of the header.
//!
//! The word: bit 0 a writer holds it, bit 1 somebody waits, bit 2 the readers are of several threads; 17 bits that
//! count the holds; the rest says which thread writes, or was the first to read. All zero: free. Where the runtime is used,
//! each coroutine counts as a thread of its own, and what waits is the coroutine.
//! - The holder as a writer may lock again either way. A reader never becomes the writer: two that waited for each other would wait
//!   for ever. It gets RuntimeError, also while nobody else reads, so that a program does not work by chance. For that each thread
//!   notes which objects it reads. Where no exception can be raised (`wlock`), the reader waits until it is the only one; it then
//!   stays the writer until its last hold ends.
//! - Readers do not wait for waiting writers, since they may hold the lock already.
//! - Whoever frees a word with bit 1 wakes all that wait on it. A thread that must wait gives up the GIL meanwhile. Where the lock is taken by a
//!   statement or a call (`enter`), a signal handler that raises ends the main thread's wait.
//! - What a locked object leads to by plain references is counted by all its readers: while a thread is a reader of
//!   anything, it counts with atomic operations (`reading` of its home).
//! - NULL and immutable things have nothing to lock: locking NULL does nothing.
//@requires cyp_object
//@fn __cyrus_cyp_wlock(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_rlock(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_enter_read(__cyrus_cyp *) -> int !neg nogil
//@fn __cyrus_cyp_unlock(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_unlock_brief(__cyrus_cyp *) -> void nogil
//@fn __cyrus_cyp_trywlock(__cyrus_cyp *) -> int nogil
//@fn __cyrus_cyp_tryrlock(__cyrus_cyp *) -> int nogil
//@fn __cyrus_cyp_enter(__cyrus_cyp *) -> int !neg nogil
//@fn __cyrus_cyp_enter_brief(__cyrus_cyp *) -> int !neg nogil
//@fn __cyrus_cyp_hold(int) -> void nogil
//@fn __cyrus_cyp_lock_all(__cyrus_cyp **, int, int) -> int !neg nogil
//@proto
#if defined(_WIN32)
#include <windows.h>
#define __cyrus_cyp_thread() ((uint64_t)GetCurrentThreadId())
#elif defined(__x86_64__) && defined(__GLIBC__)
// pthread_self(), without the call.
static inline uint64_t __cyrus_cyp_thread(void) {
    uint64_t self;
    __asm__("mov %%fs:16, %0" : "=r"(self));
    return self >> 4;
}
#else
#include <pthread.h>
#define __cyrus_cyp_thread() ((uint64_t)(uintptr_t)pthread_self() >> 4)
#endif
static __CYRUS_NOINLINE uint64_t __cyrus_cyp_holder_slow(void);
// Who holds the locks that are taken here: the coroutine that runs, by where its stack ends, or the thread.
static inline uint64_t __cyrus_cyp_holder(void) {
    size_t coroutine = *__cyrus_pool_here->coroutine;
    return __CYRUS_LIKELY(!coroutine) ? __cyrus_cyp_thread() : __cyrus_cyp_holder_slow();
}
#define __CYRUS_LOCK_WRITER ((uint64_t)1)
#define __CYRUS_LOCK_WAITERS ((uint64_t)2)
#define __CYRUS_LOCK_MIXED ((uint64_t)4)
#define __CYRUS_LOCK_HOLD ((uint64_t)8)
#define __CYRUS_LOCK_HOLDS ((uint64_t)0xFFFF8)
#define __CYRUS_LOCK_OWNER(id) ((uint64_t)(id) << 20)
static __CYRUS_NOINLINE int __cyrus_cyp_lock_slow(__cyrus_cyp *o, int write, int raise);
static __CYRUS_NOINLINE void __cyrus_cyp_unlock_slow(__cyrus_cyp *o);
static __CYRUS_NOINLINE void __cyrus_cyp_lock_wake(__cyrus_cyp *o);
static __CYRUS_NOINLINE void __cyrus_cyp_hold_ends(__cyrus_cyp *o);
static int __cyrus_cyp_lock_all(__cyrus_cyp **objects, int count, int write);
// The thread holds one more lock: what it drops may be the locked object's (cyp_below).
static __CYRUS_NOINLINE void __cyrus_cyp_holding(int change);
static inline void __cyrus_cyp_hold(int change) {
    if (__CYRUS_LIKELY(__cyrus_pool_here != &__cyrus_pool_nowhere))
        __cyrus_pool_here->holding += (uint32_t)change;
    else
        __cyrus_cyp_holding(change);
}
static inline void __cyrus_cyp_wlock(__cyrus_cyp *o) {
    uint64_t seen = 0;
    if (!o)
        return;
    __cyrus_lock_told(o, o->type->name, 2);
    if (!__cyrus_at_cas(&o->lock, &seen, __CYRUS_LOCK_OWNER(__cyrus_cyp_holder()) | __CYRUS_LOCK_HOLD | __CYRUS_LOCK_WRITER))
        (void)__cyrus_cyp_lock_slow(o, 1, 0);
    __cyrus_cyp_hold(1);
}
// The same; -1 with an exception when this thread reads the object, or a signal handler has raised. Brief: nothing
// is dropped before the `unlock_brief`, so nobody needs to know that the thread holds a lock.
static inline int __cyrus_cyp_enter_brief(__cyrus_cyp *o) {
    uint64_t seen = 0;
    if (!o)
        return 0;
    __cyrus_lock_told(o, o->type->name, 2);
    if (!__cyrus_at_cas(&o->lock, &seen, __CYRUS_LOCK_OWNER(__cyrus_cyp_holder()) | __CYRUS_LOCK_HOLD | __CYRUS_LOCK_WRITER) &&
        __cyrus_cyp_lock_slow(o, 1, 1) < 0) {
        __cyrus_lock_told(o, NULL, 3);
        return -1;
    }
    return 0;
}
static inline int __cyrus_cyp_enter(__cyrus_cyp *o) {
    if (__cyrus_cyp_enter_brief(o) < 0)
        return -1;
    if (o)
        __cyrus_cyp_hold(1);
    return 0;
}
// The thread has become a reader of the object.
static __CYRUS_NOINLINE void __cyrus_cyp_note_read(__cyrus_cyp *o);
static inline void __cyrus_cyp_rlock(__cyrus_cyp *o) {
    uint64_t seen = 0;
    if (!o)
        return;
    __cyrus_lock_told(o, o->type->name, 1);
    if (!__cyrus_at_cas(&o->lock, &seen, __CYRUS_LOCK_OWNER(__cyrus_cyp_holder()) | __CYRUS_LOCK_HOLD))
        (void)__cyrus_cyp_lock_slow(o, 0, 0);
    __cyrus_cyp_hold(1);
    __cyrus_cyp_note_read(o);
}
static inline int __cyrus_cyp_enter_read(__cyrus_cyp *o) {
    uint64_t seen = 0;
    if (!o)
        return 0;
    __cyrus_lock_told(o, o->type->name, 1);
    if (!__cyrus_at_cas(&o->lock, &seen, __CYRUS_LOCK_OWNER(__cyrus_cyp_holder()) | __CYRUS_LOCK_HOLD) &&
        __cyrus_cyp_lock_slow(o, 0, 1) < 0) {
        __cyrus_lock_told(o, NULL, 3);
        return -1;
    }
    __cyrus_cyp_hold(1);
    __cyrus_cyp_note_read(o);
    return 0;
}
// Whether it reads beside others, or has noted something below the lock: the first two words of its home.
static inline int __cyrus_cyp_hold_left(void) {
    uint64_t both;
    memcpy(&both, (const void *)__cyrus_pool_here, sizeof both);
    return both != 0;
}
// Without waiting: 0 when the lock was taken.
static int __cyrus_cyp_trylock(__cyrus_cyp *o, int write);
static inline int __cyrus_cyp_trywlock(__cyrus_cyp *o) { return __cyrus_cyp_trylock(o, 1); }
static inline int __cyrus_cyp_tryrlock(__cyrus_cyp *o) { return __cyrus_cyp_trylock(o, 0); }
// The last step of ending a hold.
static inline void __cyrus_cyp_release(__cyrus_cyp *o) {
    uint64_t seen = __cyrus_at_load(&o->lock);
    if ((seen & (__CYRUS_LOCK_HOLDS | __CYRUS_LOCK_WAITERS)) != __CYRUS_LOCK_HOLD || !__cyrus_at_cas(&o->lock, &seen, 0))
        __cyrus_cyp_unlock_slow(o);
}
// Ends one hold, of either kind.
static inline void __cyrus_cyp_unlock(__cyrus_cyp *o) {
    if (!o)
        return;
    __cyrus_lock_told(o, NULL, 3);
    __cyrus_cyp_hold(-1);
    if (__CYRUS_UNLIKELY(__cyrus_cyp_hold_left()))
        __cyrus_cyp_hold_ends(o);
    __cyrus_cyp_release(o);
}
// Ends what `enter_brief` began. A writer's hold is in no note.
static inline void __cyrus_cyp_unlock_brief(__cyrus_cyp *o) {
    if (!o)
        return;
    __cyrus_lock_told(o, NULL, 3);
    // Of the writer's only hold nobody else can change more than that somebody waits. A comparison would wait for what is read here; the
    // exchange does not: its result is only foreseen.
    if (__CYRUS_LIKELY((__cyrus_at_load(&o->lock) & (__CYRUS_LOCK_HOLDS | __CYRUS_LOCK_WAITERS | __CYRUS_LOCK_WRITER)) == (__CYRUS_LOCK_HOLD | __CYRUS_LOCK_WRITER))) {
        if (__CYRUS_UNLIKELY(__cyrus_at_swap(&o->lock, (uint64_t)0) & __CYRUS_LOCK_WAITERS))
            __cyrus_cyp_lock_wake(o);
    } else {
        __cyrus_cyp_unlock_slow(o);
    }
}
//@code
static __CYRUS_NOINLINE uint64_t __cyrus_cyp_holder_slow(void) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    if (!home)
        Py_FatalError("no memory for a thread that takes a lock");
    if (home->coroutine == &__cyrus_rt_process->unknown && __cyrus_rt_process->api)
        home->coroutine = __cyrus_rt_process->coroutine();
    return *home->coroutine ? (uint64_t)*home->coroutine >> 4 : __cyrus_cyp_thread();
}
#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
// Whether this is the main thread.
static int __cyrus_cyp_handles_signals(void) { return syscall(SYS_gettid) == getpid(); }
// The half of the word with the flags and the count.
static int *__cyrus_cyp_lock_half(__cyrus_cyp *o) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (int *)&o->lock + 1;
#else
    return (int *)&o->lock;
#endif
}
static void __cyrus_cyp_lock_wait_here(__cyrus_cyp *o, uint64_t seen, int round) {
    (void)round;
    // The main thread looks for signals now and then.
    struct timespec soon = {0, 50000000};
    syscall(SYS_futex, __cyrus_cyp_lock_half(o), FUTEX_WAIT_PRIVATE, (int)(uint32_t)seen, __cyrus_cyp_handles_signals() ? &soon : NULL, NULL, 0);
}
static void __cyrus_cyp_lock_wake_here(__cyrus_cyp *o) {
    syscall(SYS_futex, __cyrus_cyp_lock_half(o), FUTEX_WAKE_PRIVATE, 0x7FFFFFFF, NULL, NULL, 0);
}
#else
#if !defined(_WIN32)
#include <sched.h>
#include <time.h>
#endif
#if defined(__APPLE__)
#include <pthread.h>
#define __cyrus_cyp_handles_signals() pthread_main_np()
#else
#define __cyrus_cyp_handles_signals() 0
#endif
static void __cyrus_cyp_lock_wait_here(__cyrus_cyp *o, uint64_t seen, int round) {
    if (__cyrus_at_load(&o->lock) != seen)
        return;
#if defined(_WIN32)
    Sleep(round < 16 ? 0 : 1);
#else
    if (round < 16) {
        sched_yield();
    } else {
        struct timespec pause = {0, round < 64 ? 50000 : 1000000};
        nanosleep(&pause, NULL);
    }
#endif
}
static void __cyrus_cyp_lock_wake_here(__cyrus_cyp *o) { (void)o; }
#endif
static void __cyrus_cyp_lock_wait(__cyrus_cyp *o, uint64_t seen, int round) {
    if (__cyrus_rt_process->api) {
        __cyrus_rt_process->wait(&o->lock, seen);
        return;
    }
    (void)__cyrus_at_add_sync(&__cyrus_rt_process->others, (uint64_t)1);
    __cyrus_cyp_lock_wait_here(o, seen, round);
    (void)__cyrus_at_add(&__cyrus_rt_process->others, ~(uint64_t)0);
}
static __CYRUS_NOINLINE void __cyrus_cyp_lock_wake(__cyrus_cyp *o) {
    // In order with the change of the word.
    if (__cyrus_at_add_sync(&__cyrus_rt_process->others, (uint64_t)0))
        __cyrus_cyp_lock_wake_here(o);
    if (__cyrus_rt_process->api)
        __cyrus_rt_process->wake(&o->lock);
}
// One attempt on the word as seen; the value it should get, or 0 when the thread has to wait.
static uint64_t __cyrus_cyp_lock_next(uint64_t seen, uint64_t self, int write) {
    uint64_t mine = __CYRUS_LOCK_OWNER(self);
    int same = seen >> 20 == mine >> 20;
    if (!(seen & __CYRUS_LOCK_HOLDS))
        return (seen & __CYRUS_LOCK_WAITERS) | mine | __CYRUS_LOCK_HOLD | (write ? __CYRUS_LOCK_WRITER : 0);
    // No more can be counted.
    if ((seen & __CYRUS_LOCK_HOLDS) == __CYRUS_LOCK_HOLDS)
        return 0;
    if (seen & __CYRUS_LOCK_WRITER)
        return same ? seen + __CYRUS_LOCK_HOLD : 0;
    if (!write)
        return (seen + __CYRUS_LOCK_HOLD) | (same ? 0 : __CYRUS_LOCK_MIXED);
    return same && !(seen & __CYRUS_LOCK_MIXED) ? (seen + __CYRUS_LOCK_HOLD) | __CYRUS_LOCK_WRITER : 0;
}
static int __cyrus_cyp_trylock(__cyrus_cyp *o, int write) {
    uint64_t seen, next;
    if (!o)
        return 0;
    seen = __cyrus_at_load(&o->lock);
    do {
        next = __cyrus_cyp_lock_next(seen, __cyrus_cyp_holder(), write);
        if (!next)
            return 1;
    } while (!__cyrus_at_cas(&o->lock, &seen, next));
    __cyrus_lock_told(o, NULL, 4);
    __cyrus_cyp_hold(1);
    if (!write)
        __cyrus_cyp_note_read(o);
    return 0;
}
static __CYRUS_NOINLINE void __cyrus_cyp_holding(int change) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    if (home)
        home->holding += (uint32_t)change;
}
static __CYRUS_NOINLINE void __cyrus_cyp_note_read(__cyrus_cyp *o) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    if (!home)
        Py_FatalError("no memory for a thread that takes a lock");
    home->reading++;
    if (home->noted < sizeof home->reads / sizeof *home->reads) {
        home->reads[home->noted].object = o;
        home->reads[home->noted++].holder = __cyrus_cyp_holder();
    }
}
// How many holds of this thread or coroutine are a reader's.
static uint64_t __cyrus_cyp_own_reads(__cyrus_cyp *o) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    uint64_t own = 0, holder = __cyrus_cyp_holder();
    uint32_t i;
    for (i = 0; home && i < home->noted; i++)
        own += home->reads[i].object == (void *)o && home->reads[i].holder == holder;
    return own;
}
// One hold is about to end: forgets the newest note of it. A reader that became the writer keeps its notes until then. What was noted
// of possible cycles is looked at while the object is this thread's.
static __CYRUS_NOINLINE void __cyrus_cyp_hold_ends(__cyrus_cyp *o) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    uint64_t seen = __cyrus_at_load(&o->lock), holds = (seen & __CYRUS_LOCK_HOLDS) / __CYRUS_LOCK_HOLD;
    uint64_t holder = __cyrus_cyp_holder();
    uint32_t i;
    if (home && home->below && seen & __CYRUS_LOCK_WRITER && holds == 1)
        __cyrus_cyp_registry_->below(home);
    if (!home || !home->reading || ((seen & __CYRUS_LOCK_WRITER) && holds > __cyrus_cyp_own_reads(o)))
        return;
    for (i = home->noted; i > 0; i--) {
        if (home->reads[i - 1].object == (void *)o && home->reads[i - 1].holder == holder) {
            memmove(home->reads + i - 1, home->reads + i, (home->noted - i) * sizeof *home->reads);
            home->noted--;
            break;
        }
    }
    // What could not be noted is counted all the same.
    if (i > 0 || (home->reading > home->noted && !(seen & __CYRUS_LOCK_WRITER)))
        home->reading--;
}
// How often one that waits looks before it sleeps, and how long between: 20 microseconds in all, which is what being woken takes.
#define __CYRUS_LOCK_LOOKS 16
#define __CYRUS_LOCK_PAUSES 64
#if defined(_WIN32)
#define __cyrus_cyp_pause() YieldProcessor()
#elif defined(__x86_64__) || defined(__i386__)
#define __cyrus_cyp_pause() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define __cyrus_cyp_pause() __asm__ volatile("isb")
#else
#define __cyrus_cyp_pause() ((void)0)
#endif
// A processor that expects the end of the pauses too early would look ahead of it, each time: four times as long for the holder.
#if defined(__x86_64__) && !defined(_WIN32)
#define __cyrus_cyp_paused() __builtin_ia32_lfence()
#else
#define __cyrus_cyp_paused() ((void)0)
#endif
// Whether a signal handler has raised; then the exception is set.
static int __cyrus_cyp_interrupted(void) {
    int raised;
    PyGILState_STATE gil;
    if (!__cyrus_cyp_handles_signals() || !PyGILState_GetThisThreadState() || *__cyrus_pool_here->coroutine)
        return 0;
    gil = PyGILState_Ensure();
    raised = !PyErr_Occurred() && PyErr_CheckSignals() < 0;
    PyGILState_Release(gil);
    return raised;
}
// All the holds that can be counted are this thread's own.
static __CYRUS_COLD void __cyrus_cyp_held_too_often(int raise) {
    PyGILState_STATE gil;
    if (!raise)
        Py_FatalError("a lock is held too often");
    gil = PyGILState_Ensure();
    PyErr_SetString(PyExc_RuntimeError, "a lock is held too often");
    PyGILState_Release(gil);
}
// Lets go of the GIL while it waits.
static __CYRUS_BRIEF PyThreadState *__cyrus_cyp_lock_leaves(void) {
    __cyrus_cyp_below_ends();
    return PyEval_SaveThread();
}
static __CYRUS_NOINLINE int __cyrus_cyp_lock_slow(__cyrus_cyp *o, int write, int raise) {
    uint64_t self = __cyrus_cyp_holder(), seen = __cyrus_at_load(&o->lock), next;
    uint64_t own = write ? __cyrus_cyp_own_reads(o) : 0;
    PyThreadState *state = NULL;
    int round = 0, pauses;
    for (;;) {
        // One who could not note that it reads is known by the word, where it is the first of the readers.
        if (write && raise && !(seen & __CYRUS_LOCK_WRITER) &&
            (own || (seen & __CYRUS_LOCK_HOLDS && !(seen & __CYRUS_LOCK_MIXED) && seen >> 20 == __CYRUS_LOCK_OWNER(self) >> 20))) {
            PyGILState_STATE gil;
            if (state)
                PyEval_RestoreThread(state);
            gil = PyGILState_Ensure();
            PyErr_SetString(PyExc_RuntimeError, "who reads an object cannot become its writer: lock it for writing from the start");
            PyGILState_Release(gil);
            return -1;
        }
        next = __cyrus_cyp_lock_next(seen, self, write);
        // Alone, though it was not the first to read.
        if (!next && own && !(seen & __CYRUS_LOCK_WRITER) && (seen & __CYRUS_LOCK_HOLDS) / __CYRUS_LOCK_HOLD == own) {
            next = (seen & (__CYRUS_LOCK_HOLDS | __CYRUS_LOCK_WAITERS)) + __CYRUS_LOCK_HOLD;
            next |= __CYRUS_LOCK_OWNER(self) | __CYRUS_LOCK_WRITER;
        }
        if (next) {
            if (__cyrus_at_cas(&o->lock, &seen, next))
                break;
            continue;
        }
        if (__CYRUS_UNLIKELY((seen & __CYRUS_LOCK_HOLDS) == __CYRUS_LOCK_HOLDS && !(seen & __CYRUS_LOCK_MIXED) && seen >> 20 == __CYRUS_LOCK_OWNER(self) >> 20)) {
            if (state)
                PyEval_RestoreThread(state);
            __cyrus_cyp_held_too_often(raise);
            return -1;
        }
        if (++round < __CYRUS_LOCK_LOOKS) {
            // The holder is likely to be done soon. Who looks seldom lets it work: each look takes the object from its cache.
            for (pauses = 0; pauses < __CYRUS_LOCK_PAUSES; pauses++)
                __cyrus_cyp_pause();
            __cyrus_cyp_paused();
            seen = __cyrus_at_load(&o->lock);
            continue;
        }
        if (!(seen & __CYRUS_LOCK_WAITERS)) {
            if (!__cyrus_at_cas(&o->lock, &seen, seen | __CYRUS_LOCK_WAITERS))
                continue;
            seen |= __CYRUS_LOCK_WAITERS;
        }
        // The holder may need the GIL before it can let go.
        if (!state && PyGILState_GetThisThreadState() && PyGILState_GetThisThreadState() == __cyrus_tstate())
            state = __cyrus_cyp_lock_leaves();
        __cyrus_cyp_lock_wait(o, seen, round - __CYRUS_LOCK_LOOKS);
        if (raise && __cyrus_cyp_interrupted()) {
            if (state)
                PyEval_RestoreThread(state);
            return -1;
        }
        seen = __cyrus_at_load(&o->lock);
    }
    if (state)
        PyEval_RestoreThread(state);
    return 0;
}
static __CYRUS_NOINLINE void __cyrus_cyp_unlock_slow(__cyrus_cyp *o) {
    uint64_t seen = __cyrus_at_load(&o->lock), next;
    do {
        next = (seen & __CYRUS_LOCK_HOLDS) == __CYRUS_LOCK_HOLD ? 0 : seen - __CYRUS_LOCK_HOLD;
    } while (!__cyrus_at_cas(&o->lock, &seen, next));
    // A reader that stays may be the one who waits to become the writer.
    if (seen & __CYRUS_LOCK_WAITERS)
        __cyrus_cyp_lock_wake(o);
}
// Several locks in the order of their addresses, so that no two threads wait for each other. Sorts the array.
static int __cyrus_cyp_lock_all(__cyrus_cyp **objects, int count, int write) {
    int i, j;
    for (i = 1; i < count; i++) {
        __cyrus_cyp *o = objects[i];
        for (j = i; j > 0 && (uintptr_t)objects[j - 1] > (uintptr_t)o; j--)
            objects[j] = objects[j - 1];
        objects[j] = o;
    }
    for (i = 0; i < count; i++) {
        if (!write) {
            if (__cyrus_cyp_enter_read(objects[i]) == 0)
                continue;
        } else if (__cyrus_cyp_enter(objects[i]) == 0) {
            continue;
        }
        {
            while (i > 0)
                __cyrus_cyp_unlock(objects[--i]);
            return -1;
        }
    }
    return 0;
}
