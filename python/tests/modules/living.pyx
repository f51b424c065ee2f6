# cython: language_level=3
# What the tests of the runtime beside Python need of compiled code: tasks that call Python functions, waits of all kinds.

from cpython.ref cimport Py_INCREF, Py_XDECREF, PyObject
from libc.stdint cimport int64_t, uint64_t
from libcyrus.rt cimport *

cdef cyrus_rt_type NUMBER
NUMBER.size = sizeof(long)
NUMBER.drop = NULL

cdef int64_t SECOND = 1000000000

cdef struct call:
    PyObject *function

cdef void forget(void *object) noexcept nogil:
    with gil:
        Py_XDECREF(<PyObject *>object)

cdef void drop_call(void *arguments) noexcept nogil:
    forget((<call *>arguments).function)

# A task that calls a Python function.
cdef void run_call(void *arguments, void *result, cyrus_rt_exception *raised) noexcept nogil:
    cdef call *it = <call *>arguments
    with gil:
        try:
            (<object>it.function)()
        except BaseException as error:
            Py_INCREF(error)
            raised.object = <void *>error
            raised.drop = forget
        Py_XDECREF(it.function)

# One that waits without the GIL, for ever.
cdef void run_wait(void *arguments, void *result, cyrus_rt_exception *raised) noexcept nogil:
    cyrus_rt_sleep(1000000 * SECOND)

# One that has something to do when it is cancelled.
cdef void run_clean(void *arguments, void *result, cyrus_rt_exception *raised) noexcept nogil:
    if cyrus_rt_sleep(1000000 * SECOND) == CYRUS_RT_CANCELLED:
        with gil:
            print("cleaned up", flush=True)

def go_cleaning():
    cyrus_rt_go(NULL, run_clean, NULL, 0, NULL)

# One that never stops, and never waits.
cdef void run_spin(void *arguments, void *result, cyrus_rt_exception *raised) noexcept nogil:
    while True:
        cyrus_rt_yield_now()

# One that takes the GIL again and again.
cdef void run_take(void *arguments, void *result, cyrus_rt_exception *raised) noexcept nogil:
    cdef call *it = <call *>arguments
    while not cyrus_rt_is_cancelled():
        with gil:
            (<object>it.function)()
        cyrus_rt_yield_now()
    forget(it.function)

def go(function):
    cdef call it
    Py_INCREF(function)
    it.function = <PyObject *>function
    cyrus_rt_go(NULL, run_call, &it, sizeof(it), drop_call)

def start_workers(int workers):
    """A scheduler whose threads begin, and end when they like."""
    cdef cyrus_rt_scheduler *scheduler
    cdef int i
    with nogil:
        scheduler = cyrus_rt_scheduler_new(workers)
        for i in range(workers):
            cyrus_rt_go(scheduler, run_nothing, NULL, 0, NULL)
        cyrus_rt_scheduler_release(scheduler)

cdef void run_nothing(void *arguments, void *result, cyrus_rt_exception *raised) noexcept nogil:
    pass

def go_waiting():
    cyrus_rt_go(NULL, run_wait, NULL, 0, NULL)

def go_spinning():
    cyrus_rt_go(NULL, run_spin, NULL, 0, NULL)

def go_taking(function):
    cdef call it
    Py_INCREF(function)
    it.function = <PyObject *>function
    cyrus_rt_go(NULL, run_take, &it, sizeof(it), drop_call)

cdef int check(int status) except -1:
    if status == CYRUS_RT_INTERRUPTED:
        cyrus_rt_raised()
    return status

def sleep(double seconds):
    cdef int status
    with nogil:
        status = cyrus_rt_sleep(<int64_t>(seconds * SECOND))
    return check(status)

def finish(double timeout=-1):
    cdef int status
    cdef int64_t end = <int64_t>(timeout * SECOND) if timeout >= 0 else -1
    with nogil:
        status = cyrus_rt_scheduler_finish(NULL, end)
    return check(status)

def finish_attached():
    return check(cyrus_rt_scheduler_finish(NULL, -1))

def receive():
    cdef int status
    cdef long value
    cdef cyrus_rt_channel *channel = cyrus_rt_channel_new(&NUMBER, 0)
    with nogil:
        status = cyrus_rt_channel_receive(channel, &value, -1)
    cyrus_rt_channel_release(channel)
    return check(status)

def get():
    cdef int status
    cdef cyrus_rt_future *future = cyrus_rt_future_new(&NUMBER)
    with nogil:
        status = cyrus_rt_future_wait(future, -1)
        cyrus_rt_future_release(future)
    return check(status)

def join():
    cdef int status
    cdef cyrus_rt_task *task = cyrus_rt_spawn(NULL, run_wait, NULL, 0, NULL)
    with nogil:
        status = cyrus_rt_task_join(task, -1, NULL, NULL)
        if status == CYRUS_RT_INTERRUPTED:
            cyrus_rt_task_cancel(task)
            cyrus_rt_task_detach(task)
    return check(status)

def join_group():
    cdef int status
    cdef cyrus_rt_group *group = cyrus_rt_group_new(NULL)
    cyrus_rt_group_spawn(group, run_wait, NULL, 0, NULL)
    with nogil:
        status = cyrus_rt_group_join(group, NULL)
    return check(status)

cdef uint64_t word

def lock():
    cdef int status
    with nogil:
        cyrus_rt_lock(&word, 12345, True, 0, True)
        status = cyrus_rt_lock(&word, cyrus_rt_holder(), True, 0, True)
    return check(status)

cdef void run_add(void *arguments, void *result, cyrus_rt_exception *raised) noexcept nogil:
    (<long *>result)[0] = (<long *>arguments)[0] + 1

def add_one(long number):
    """A task, and its result."""
    cdef long result[2]
    cdef int status
    cdef cyrus_rt_task *task = cyrus_rt_spawn(NULL, run_add, &number, sizeof(number), NULL)
    with nogil:
        status = cyrus_rt_task_join(task, -1, result, NULL)
    assert check(status) == CYRUS_RT_OK
    return result[0]

cdef int deep(int n) noexcept nogil:
    cdef char large[4096]
    large[0] = <char>n
    if n == 0:
        return 0
    return deep(n + 1) + large[0]

cdef void run_deep(void *arguments, void *result, cyrus_rt_exception *raised) noexcept nogil:
    deep(1)

def overflow():
    cyrus_rt_go(NULL, run_deep, NULL, 0, NULL)
    finish()
