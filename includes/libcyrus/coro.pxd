# Coroutines that give way by hand, on all processors: the interface of the first proposal for Cython without the GIL
# (lwan's coroutines), on the scheduler of the runtime.
#
#     cdef int task(coro_t *coroutine, void *arg) nogil:
#         ...
#         coro_yield(coroutine, coro_yield_value.MAY_RESUME)   # let others run
#         return 0
#
#     cdef scheduler_t s
#     scheduler_init(&s)
#     scheduler_coro_add(&s, task, arg)
#     scheduler_run(&s)          # until all have ended
#     scheduler_destroy(&s)
#
# An exception in a coroutine ends it, and is reported by sys.unraisablehook.
#
# Beyond that, a coroutine of its own (`coroutine_t`) is given a value each time it goes on, and gives one each time it
# yields and when it ends:
#
#     cdef void *body(coroutine_t *self, void *first, cyrus_rt_exception *raised) noexcept nogil:
#         cdef void *second = NULL
#         if coroutine_yield(self, first, &second) != CYRUS_RT_OK:
#             return NULL            # it was given up
#         return second
#
#     c = coroutine_new(body)
#     coroutine_resume(c, value, &result)        # True while there is more to come
#     coroutine_free(c)

from libc.stdlib cimport abort, free, malloc
from libcyrus.rt cimport *

ctypedef cyrus_rt_coro coro_t
ctypedef int (*coro_function_t)(coro_t *coroutine, void *arg) except? -1 nogil

ctypedef struct scheduler_t:
    cyrus_rt_run_queue *queue

cdef enum coro_yield_value:
    # Something went wrong: ends the coroutine.
    ABORT = -1
    # Goes on later.
    MAY_RESUME = 0
    # Ends the coroutine; what its functions hold in local variables is not released, as `return` would do.
    FINISHED = 1

cdef inline void scheduler_init(scheduler_t *s) noexcept nogil:
    s.queue = cyrus_rt_run_queue_new()

# What a coroutine begins with; it is freed there.
cdef struct _coro_start:
    coro_function_t function
    void *arg

cdef inline int _coro_body(coro_t *coroutine, void *given) noexcept nogil:
    start = (<_coro_start *> given)[0]
    free(given)
    return start.function(coroutine, start.arg)

# May also be called by coroutines that run.
cdef inline void scheduler_coro_add(scheduler_t *s, coro_function_t function, void *arg=NULL) noexcept nogil:
    start = <_coro_start *> malloc(sizeof(_coro_start))
    if start is NULL:
        abort()
    start.function = function
    start.arg = arg
    cyrus_rt_run_queue_add(s.queue, _coro_body, start)

# Runs the coroutines, on all processors, until they have ended. Raises what a signal handler raises meanwhile, KeyboardInterrupt for one; then
# they were cancelled: they have ended where they yielded next.
cdef inline int scheduler_run(scheduler_t *s) except -1 nogil:
    if cyrus_rt_run_queue_run(s.queue, NULL) == CYRUS_RT_INTERRUPTED:
        cyrus_rt_raised()
    return 0

cdef inline void scheduler_destroy(scheduler_t *s) noexcept nogil:
    cyrus_rt_run_queue_free(s.queue)
    s.queue = NULL

cdef inline int coro_yield(coro_t *coroutine, int value) noexcept nogil:
    return cyrus_rt_coro_yield(coroutine, value)

# Has a function called when the coroutine has ended; the last one first.
cdef inline void coro_defer(coro_t *coroutine, void (*function)(void *data) noexcept nogil, void *data) noexcept nogil:
    cyrus_rt_coro_defer(coroutine, function, data)

ctypedef cyrus_rt_coroutine coroutine_t

# On the scheduler of the caller, or the process's own. It begins when it is resumed.
cdef inline coroutine_t *coroutine_new(cyrus_rt_coroutine_run body) noexcept nogil:
    return cyrus_rt_coroutine_new(NULL, body)

# Starts it, or has it go on, with a value, and waits for what it yields or returns. Whether it has yielded.
cdef inline bint coroutine_resume(coroutine_t *coroutine, void *value, void **result) noexcept nogil:
    return cyrus_rt_coroutine_resume(coroutine, value, result, NULL, CYRUS_RT_FOREVER) == CYRUS_RT_OK

# In the coroutine; the value of the next `coroutine_resume` comes into `next`. CYRUS_RT_CANCELLED: there will be none, return.
cdef inline int coroutine_yield(coroutine_t *coroutine, void *value, void **next) noexcept nogil:
    return cyrus_rt_coroutine_yield(coroutine, value, next)

cdef inline bint coroutine_is_done(coroutine_t *coroutine) noexcept nogil:
    return cyrus_rt_coroutine_is_done(coroutine)

cdef inline void coroutine_free(coroutine_t *coroutine) noexcept nogil:
    cyrus_rt_coroutine_free(coroutine)
