# <threads.h>, C11. Waiting for a lock with the GIL in hand can deadlock: some other thread may hold
# the lock and want the GIL. The functions that begin with `py_safe_` are for callers with the GIL.

# For its C code.
cimport libcyrus.gil as _gil
from libc.time cimport timespec

cdef extern from "<threads.h>" nogil:
    # Results
    enum:
        thrd_success
        thrd_nomem
        thrd_timedout
        thrd_busy
        thrd_error

    # Threads. They start without Python.
    ctypedef struct thrd_t:
        pass

    ctypedef int (*thrd_start_t)(void*) noexcept nogil
    int thrd_create(thrd_t*, thrd_start_t, void*)
    thrd_t thrd_current()
    int thrd_equal(thrd_t lhs, thrd_t rhs)
    int thrd_join(thrd_t, int* res)
    void thrd_detach(thrd_t thr)
    void thrd_exit(int res)
    int thrd_sleep(const timespec* duration, timespec* remaining)
    void thrd_yield()

    # Mutexes
    enum:
        mtx_plain
        mtx_recursive
        mtx_timed

    ctypedef struct mtx_t:
        pass

    int mtx_init(mtx_t* mtx, int type)
    void mtx_destroy(mtx_t* mtx)
    int mtx_lock(mtx_t* mtx)
    int mtx_trylock(mtx_t* mtx)
    int mtx_unlock(mtx_t* mtx)
    int mtx_timedlock(mtx_t* mtx, const timespec* timepoint)
    # The same by the name Cython gives it, which no C library has.
    int mtx_timed_lock "mtx_timedlock"(mtx_t* mtx, const timespec* timepoint)

    # Condition variables
    ctypedef struct cnd_t:
        pass

    int cnd_init(cnd_t*)
    void cnd_destroy(cnd_t*)
    int cnd_signal(cnd_t*)
    int cnd_broadcast(cnd_t*)
    int cnd_wait(cnd_t*, mtx_t*)
    int cnd_timedwait(cnd_t*, mtx_t*, const timespec*)

    # Thread-local storage
    enum:
        TSS_DTOR_ITERATIONS

    ctypedef struct tss_t:
        pass

    ctypedef void (*tss_dtor_t)(void*) noexcept nogil
    int tss_create(tss_t* key, tss_dtor_t destructor)
    void tss_delete(tss_t key)
    void* tss_get(tss_t key)
    int tss_set(tss_t key, void* val)

    # Once. ONCE_FLAG_INIT may be good for initialisers only; once_flag_init() works anywhere.
    ctypedef struct once_flag:
        pass

    once_flag ONCE_FLAG_INIT
    void call_once(once_flag* flag, void (*func)() noexcept nogil) noexcept

cdef extern from *:
    # A flag of a type of its own, so that no flag is used with and without regard for the GIL.
    ctypedef struct py_safe_once_flag "once_flag":
        pass

    py_safe_once_flag PY_SAFE_ONCE_FLAG_INIT "ONCE_FLAG_INIT"

cdef extern from *:
    """
    #include <threads.h>

    static inline void __cyrus_once_flag_init(once_flag *flag) {
        once_flag fresh = ONCE_FLAG_INIT;
        *flag = fresh;
    }

    static inline int __cyrus_mtx_lock(mtx_t *mutex) {
        int result = mtx_trylock(mutex);
        if (result == thrd_busy) {
            PyThreadState *aside = __cyrus_gil_aside();
            result = mtx_lock(mutex);
            __cyrus_gil_back(aside);
        }
        return result;
    }

    /* After a wait, which has locked the mutex again: nobody may wait for the GIL with it, so it is
       unlocked until the GIL is back. Gives the first failure. */
    static inline int __cyrus_cnd_waited(mtx_t *mutex, PyThreadState *aside, int waited) {
        int unlocked, locked;
        if (!aside) return waited;
        unlocked = mtx_unlock(mutex);
        __cyrus_gil_back(aside);
        locked = __cyrus_mtx_lock(mutex);
        if (locked != thrd_success) return locked;
        return unlocked != thrd_success ? unlocked : waited;
    }

    static inline int __cyrus_cnd_wait(cnd_t *condition, mtx_t *mutex) {
        PyThreadState *aside = __cyrus_gil_aside();
        return __cyrus_cnd_waited(mutex, aside, cnd_wait(condition, mutex));
    }

    static inline int __cyrus_cnd_timedwait(
            cnd_t *condition, mtx_t *mutex, const struct timespec *until) {
        PyThreadState *aside = __cyrus_gil_aside();
        return __cyrus_cnd_waited(mutex, aside, cnd_timedwait(condition, mutex, until));
    }

    static inline int __cyrus_call_once(once_flag *flag, void (*function)(void)) {
        PyThreadState *aside = __cyrus_gil_aside();
        call_once(flag, function);
        __cyrus_gil_back(aside);
        return 0;
    }
    """
    void once_flag_init "__cyrus_once_flag_init"(once_flag*)

    # As the functions without `py_safe_`, but the GIL is let go during the wait and comes back.
    int py_safe_mtx_lock "__cyrus_mtx_lock"(mtx_t* mutex) nogil
    int py_safe_cnd_wait "__cyrus_cnd_wait"(cnd_t*, mtx_t*) nogil
    int py_safe_cnd_timedwait "__cyrus_cnd_timedwait"(cnd_t*, mtx_t*, const timespec*) nogil

    # The function is called without the GIL. The result is always 0.
    void py_safe_once_flag_init "__cyrus_once_flag_init"(py_safe_once_flag*)
    int py_safe_call_once "__cyrus_call_once"(
            py_safe_once_flag* flag, void (*func)() noexcept nogil) nogil
