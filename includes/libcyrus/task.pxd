# Tasks, channels and groups of tasks: what `go` and `select` rest on. The page about it: docs/concurrency.md.
#
#     ch = chan[int](capacity)          # an immutable object: all tasks may use it at once
#     go worker(ch, 3)                  # nobody waits for it
#     task = go compute(x)              # task.join() gives its result
#     with taskgroup() as group:        # joins what was started in it
#         go worker(ch, 4)
#
# What waits parks the coroutine, or where there is none, the thread. A time is given in seconds; less than 0: as long as it takes.

from cpython.ref cimport Py_DECREF
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.stdlib cimport abort, free, malloc
from libc.string cimport memcpy, memset
from libcyrus.parcel cimport parcel
from libcyrus.rt cimport *

# A task's call, which says by its result whether it raised.
ctypedef int (*task_body)(void *arguments, void *result) noexcept nogil

cdef extern from "cyrus_rt.h" nogil:
    cyrus_rt_exception take_exception "__cyrus_rt_take_exception"() noexcept
    void raise_exception "__cyrus_rt_raise"(cyrus_rt_exception exception) noexcept
    # Calls it; an exception of C++ that gets out ends the process, as it does where Python has called.
    int call_body "__cyrus_rt_call"(task_body body, void *arguments, void *result) noexcept

# What gives arguments or a result up.
ctypedef void (*task_drop)(void *data) noexcept nogil

# ---- errors

cdef inline void raise_cancelled() except * nogil:
    with gil:
        from concurrent.futures import CancelledError
        raise CancelledError()

# Raises what a status of the runtime stands for; not for CYRUS_RT_OK.
cdef inline void raise_status(int32_t status, bint receives) except * nogil:
    with gil:
        if status == CYRUS_RT_TIMED_OUT or status == CYRUS_RT_NOT_READY:
            raise TimeoutError()
        if status == CYRUS_RT_CLOSED:
            if receives:
                raise EOFError("the channel is closed")
            raise BrokenPipeError("the channel is closed")
        if status == CYRUS_RT_INTERRUPTED:
            # The handler has raised.
            return
        if status == CYRUS_RT_CANCELLED:
            raise_cancelled()
        raise RuntimeError("the runtime refuses this operation")

cdef inline int64_t nanoseconds(double seconds) noexcept nogil:
    if not 0 <= seconds:
        return CYRUS_RT_FOREVER
    if seconds > 9e9:
        return CYRUS_RT_FOREVER
    return <int64_t> (seconds * 1e9)

# ---- the running task

# Lets others run for so long.
@cython.parks
cdef inline void sleep(double seconds) except * nogil:
    if cyrus_rt_sleep(nanoseconds(seconds) if seconds > 0 else 0) == CYRUS_RT_CANCELLED:
        raise_cancelled()

# Lets others run first.
@cython.parks
cdef inline void yield_now() except * nogil:
    if not cyrus_rt_in_coroutine():
        # The thread that handles signals does so now and then.
        sleep(0)
        return
    cyrus_rt_yield_now()
    if cyrus_rt_is_cancelled():
        raise_cancelled()

# Whether the running task has been asked to end; then whatever waits in it raises CancelledError.
cdef inline bint is_cancelled() noexcept nogil:
    return cyrus_rt_is_cancelled()

# ---- channels

cdef immutable cypclass chan[T]:
    """A queue between tasks. With capacity 0 who sends waits for who receives."""
    cyrus_rt_channel *_raw

    # `raw`: a reference to a channel that is there.
    __init__(self, Py_ssize_t capacity=0, void *raw=NULL) except *:
        cdef cyrus_rt_type of
        if capacity < 0:
            with gil:
                raise ValueError("a channel has room for 0 values or more")
        if raw is not NULL:
            self._raw = <cyrus_rt_channel *> raw
            return
        of.size = sizeof(parcel[T])
        of.drop = <void (*)(uint8_t *) noexcept nogil> chan[T]._drop
        self._raw = cyrus_rt_channel_new(&of, <size_t> capacity)

    __dealloc__(self):
        if self._raw is not NULL:
            cyrus_rt_channel_release(self._raw)

    # Destroys an element that nobody received.
    @staticmethod
    void _drop(uint8_t *at) noexcept:
        cdef parcel[T] value
        memcpy(<void *> &value, at, sizeof(value))

    @cython.parks
    void send(self, T value, double timeout=-1) except *:
        """Waits for room. Raises BrokenPipeError if the channel is closed, TimeoutError if there is no room in time."""
        cdef parcel[T] sent
        if __cyrus_in_parcel(T):
            sent.put(value)
        else:
            sent = __cyrus_moved(value)
        status = cyrus_rt_channel_send(self._raw, <void *> &sent, nanoseconds(timeout))
        if status == CYRUS_RT_OK:
            # It is the channel's now.
            memset(<void *> &sent, 0, sizeof(sent))
        else:
            raise_status(status, False)

    @cython.parks
    T recv(self, double timeout=-1) except ~:
        """Waits for an element. Raises EOFError if the channel is closed and empty, TimeoutError if nothing comes in time."""
        cdef parcel[T] value
        memset(<void *> &value, 0, sizeof(value))
        status = cyrus_rt_channel_receive(self._raw, <void *> &value, nanoseconds(timeout))
        if status != CYRUS_RT_OK:
            raise_status(status, True)
        return __cyrus_moved(value)

    void close(self):
        """Nothing more will be sent; what was sent can still be received."""
        cyrus_rt_channel_close(self._raw)

    bint is_closed(self):
        return cyrus_rt_channel_is_closed(self._raw)

    Py_ssize_t __len__(self):
        """How many elements wait to be received."""
        return cyrus_rt_channel_length(self._raw)

    bint try_send(self, T value) except ~:
        """Whether there was room at once."""
        cdef parcel[T] sent
        if __cyrus_in_parcel(T):
            sent.put(value)
        else:
            sent = __cyrus_moved(value)
        status = cyrus_rt_channel_send(self._raw, <void *> &sent, CYRUS_RT_NO_WAIT)
        if status == CYRUS_RT_OK:
            memset(<void *> &sent, 0, sizeof(sent))
            return True
        if status != CYRUS_RT_NOT_READY:
            raise_status(status, False)
        return False

    bint try_recv(self, T *into) except ~:
        """Puts an element into a variable, if there is one at once."""
        cdef parcel[T] value
        memset(<void *> &value, 0, sizeof(value))
        status = cyrus_rt_channel_receive(self._raw, <void *> &value, CYRUS_RT_NO_WAIT)
        if status == CYRUS_RT_OK:
            into[0] = __cyrus_moved(value)
            return True
        if status != CYRUS_RT_NOT_READY:
            raise_status(status, True)
        return False

    chan[T] __iter__(self):
        return self

    @cython.parks
    T __next__(self) except ~:
        """The loop ends when the channel is closed and empty."""
        cdef parcel[T] value
        memset(<void *> &value, 0, sizeof(value))
        status = cyrus_rt_channel_receive(self._raw, <void *> &value, CYRUS_RT_FOREVER)
        if status == CYRUS_RT_CLOSED:
            with gil:
                raise StopIteration()
        if status != CYRUS_RT_OK:
            raise_status(status, True)
        return __cyrus_moved(value)

    # For `select`: the operations as cases, and what they moved.
    _received[T] _receiving(self, selection on) except ~:
        slot = _received[T]()
        on._add(self._raw, <void *> &slot.value, sizeof(parcel[T]), <task_drop> chan[T]._drop, True)
        return slot

    _received[T] _sending(self, selection on, T value) except ~:
        slot = _received[T]()
        if __cyrus_in_parcel(T):
            slot.value.put(value)
        else:
            slot.value = __cyrus_moved(value)
        on._add(self._raw, <void *> &slot.value, sizeof(parcel[T]), <task_drop> chan[T]._drop, False)
        return slot

    void _closing(self, selection on) except *:
        on._add(self._raw, NULL, 0, NULL, True)

# ---- tasks

# The exception that a task of a group ends with. That it was told to end is no failure.
cdef inline cyrus_rt_exception failure_in_group() noexcept nogil:
    taken = take_exception()
    if cyrus_rt_is_cancelled():
        with gil:
            if type(<object> taken.object).__name__ == "CancelledError":
                Py_DECREF(<object> taken.object)
                taken.object = NULL
    return taken

cdef inline void joined(int32_t status, cyrus_rt_exception exception) except * nogil:
    if status == CYRUS_RT_EXCEPTION:
        if exception.object is not NULL:
            raise_exception(exception)
            return
        with gil:
            raise RuntimeError("the task has failed")
    raise_status(status, True)

cdef cypclass _handle:
    cyrus_rt_task *_raw

    __dealloc__(self):
        if self._raw is not NULL:
            cyrus_rt_task_detach(self._raw)

    @cython.parks
    int32_t _join(self, double timeout, void *result) except *:
        cdef cyrus_rt_exception exception
        exception.object = NULL
        if self._raw is NULL:
            with gil:
                raise RuntimeError("the task has been joined before")
        status = cyrus_rt_task_join(self._raw, nanoseconds(timeout), result, &exception)
        if status != CYRUS_RT_TIMED_OUT and status != CYRUS_RT_INTERRUPTED:
            self._raw = NULL
        if status != CYRUS_RT_OK:
            joined(status, exception)
        return status

    bint done(self):
        """Whether the task has ended."""
        return self._raw is NULL or cyrus_rt_task_is_done(self._raw)

    void cancel(self):
        """Asks the task to end: CancelledError is raised where it waits next. One that has not begun never does."""
        if self._raw is not NULL:
            cyrus_rt_task_cancel(self._raw)

cdef cypclass voidtask(_handle):
    """A task without a result."""
    @cython.parks
    void join(self, double timeout=-1) except *:
        """Waits for the end, and raises what the task has raised."""
        self._join(timeout, NULL)

cdef cypclass task[R](_handle):
    """A task with a result."""
    @cython.parks
    R join(self, double timeout=-1) except ~:
        """The result, once; raises what the task has raised."""
        cdef void *result[2]
        cdef parcel[R] value
        self._join(timeout, result)
        if sizeof(value) > CYRUS_RT_RESULT:
            # It did not fit, and is where the result points to.
            memcpy(<void *> &value, result[0], sizeof(value))
            free(result[0])
        else:
            memcpy(<void *> &value, result, sizeof(value))
        return __cyrus_moved(value)

    # Destroys a result that nobody has taken.
    @staticmethod
    void _forget(void *result) noexcept:
        cdef parcel[R] value
        memcpy(<void *> &value, result, sizeof(value))

    # Likewise, one that did not fit.
    @staticmethod
    void _forget_large(void *result) noexcept:
        free((<void **> result)[0])

    # Puts a result aside that needs no parcel.
    @staticmethod
    void _keep(void *result, R value) noexcept:
        if __cyrus_in_parcel(R):
            pass
        elif sizeof(R) > CYRUS_RT_RESULT:
            memory = malloc(sizeof(R))
            if memory is NULL:
                abort()
            memcpy(memory, &value, sizeof(R))
            (<void **> result)[0] = memory
        else:
            memcpy(result, &value, sizeof(R))

# ---- groups

cdef cypclass taskgroup:
    """What `go` starts inside `with taskgroup():` has ended when the block ends."""
    cyrus_rt_group *_raw

    # With a timeout, tasks that have not ended after so many seconds are cancelled.
    __init__(self, double timeout=-1):
        self._raw = cyrus_rt_group_new(NULL)
        if timeout >= 0:
            cyrus_rt_group_timeout(self._raw, nanoseconds(timeout))

    __dealloc__(self):
        if self._raw is not NULL:
            cyrus_rt_group_cancel(self._raw)
            cyrus_rt_group_join(self._raw, NULL)

    void _open(self) except *:
        if self._raw is NULL:
            with gil:
                raise RuntimeError("the task group has ended")

    void cancel(self):
        """Asks all tasks of the group to end."""
        if self._raw is not NULL:
            cyrus_rt_group_cancel(self._raw)

    # The block begins: a task that fails, or the end of the time, ends its waits.
    void _enter(self) noexcept:
        cyrus_rt_group_enter(self._raw)

    # The end of the block. After an exception in it the tasks are cancelled, and theirs are forgotten, unless it is the one that ends waits.
    @cython.parks
    void _leave(self, bint well) except *:
        cdef cyrus_rt_exception exception
        raw = self._raw
        self._raw = NULL
        exception.object = NULL
        if cyrus_rt_group_leave(raw):
            well = True
        if not well:
            cyrus_rt_group_cancel(raw)
        status = cyrus_rt_group_join(raw, &exception)
        if status == CYRUS_RT_OK:
            return
        if well:
            joined(status, exception)
        elif status == CYRUS_RT_EXCEPTION and exception.object is not NULL:
            exception.drop(exception.object)

# ---- select

# Where the value of a case is.
cdef cypclass _received[T]:
    parcel[T] value

    T take(self) except ~:
        return __cyrus_moved(self.value)

cdef cypclass selection:
    cyrus_rt_case _cases[16]
    size_t _sizes[16]
    task_drop _drops[16]
    size_t _count
    int64_t _timeout
    int _timed

    void _add(self, cyrus_rt_channel *channel, void *data, size_t size, task_drop drop, bint receives) except *:
        if self._count == 16:
            with gil:
                raise OverflowError("too many cases")
        self._cases[self._count].channel = channel
        self._cases[self._count].data = data
        self._sizes[self._count] = size
        self._drops[self._count] = drop
        self._cases[self._count].receives = receives
        self._count += 1

    # The place of a case whose channel is NULL: it is never chosen.
    void _skip(self) except *:
        self._add(NULL, NULL, 0, NULL, True)

    # A case that finds its channel closed gives way to the case for that.
    int _closed_of(self, int chosen):
        cdef size_t i
        channel = self._cases[chosen].channel
        for i in range(self._count):
            if self._cases[i].data is NULL and self._cases[i].channel is channel:
                return <int> i
        return -1

    # Where what a channel has left can be received, its end is not waited for by itself.
    bint _is_received(self, cyrus_rt_channel *channel):
        cdef size_t i
        for i in range(self._count):
            if self._cases[i].channel is channel and self._cases[i].receives and self._cases[i].data is not NULL:
                return True
        return False

    void _within(self, double seconds):
        self._timeout = nanoseconds(seconds if seconds > 0 else 0)
        self._timed = True

    # The number of the case that was done; -1: none in time, or at once.
    @cython.parks
    int _choose(self, bint at_once) except? -2:
        cdef cyrus_rt_case cases[16]
        cdef size_t i, chosen = 0
        cdef int closed
        cdef int64_t timeout = CYRUS_RT_FOREVER
        if at_once:
            timeout = CYRUS_RT_NO_WAIT
        elif self._timed:
            timeout = self._timeout
        for i in range(self._count):
            cases[i] = self._cases[i]
            if cases[i].data is NULL and self._is_received(cases[i].channel):
                cases[i].channel = NULL
        status = cyrus_rt_select(cases, self._count, timeout, &chosen)
        for i in range(self._count):
            if self._cases[i].receives:
                continue
            # What was not sent is given up; what was is the channel's now.
            if status != CYRUS_RT_OK or i != chosen:
                self._drops[i](self._cases[i].data)
            memset(self._cases[i].data, 0, self._sizes[i])
        if status == CYRUS_RT_NOT_READY or status == CYRUS_RT_TIMED_OUT:
            return -1
        if status == CYRUS_RT_CLOSED:
            closed = self._closed_of(<int> chosen)
            if closed >= 0:
                return closed
        if status != CYRUS_RT_OK:
            raise_status(status, status == CYRUS_RT_CLOSED and self._cases[chosen].receives)
            return -2
        return <int> chosen
