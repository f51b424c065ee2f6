# The scheduler, queues and result objects that programs written for Cython+ bring along, on the runtime of Cyrus.
#
#     scheduler = Scheduler(2)                                        a lock Scheduler
#     self._active_queue_class = consume BatchMailBox(scheduler)      in __init__ of an activable class
#     self._active_result_class = WaitResult.construct
#     scheduler.finish()
#
# Classes that set neither need nothing of this: docs/actors.md.

from libc.stdint cimport int64_t
from libcyrus.actor cimport __cyrus_actors
from libcyrus.rt cimport (
    CYRUS_RT_FOREVER, CYRUS_RT_OK, cyrus_rt_mailbox, cyrus_rt_mailbox_is_idle, cyrus_rt_scheduler,
    cyrus_rt_scheduler_finish, cyrus_rt_scheduler_new, cyrus_rt_scheduler_release, cyrus_rt_scheduler_workers)


cdef cypclass Scheduler:
    """Threads that handle the messages of active objects."""
    cyrus_rt_scheduler *_scheduler
    int num_workers

    # With so many threads; 0: one for each processor.
    lock Scheduler __new__(alloc, int num_workers=0):
        made = alloc()
        made._scheduler = cyrus_rt_scheduler_new(num_workers if num_workers > 0 else 0)
        if made._scheduler == NULL:
            with gil:
                raise OSError("no threads for a scheduler")
        made.num_workers = <int> cyrus_rt_scheduler_workers(made._scheduler)
        return <lock Scheduler> consume made

    __dealloc__(self):
        if self._scheduler != NULL:
            cyrus_rt_scheduler_release(self._scheduler)

    # Waits until there is nothing left to do, which may be so at once. The scheduler can be used again after that. With a timeout, in seconds:
    # TimeoutError if there is something left to do by then.
    void finish(lock self, double timeout=-1) except *:
        cdef cyrus_rt_scheduler *scheduler = <cyrus_rt_scheduler *> self._raw()
        cdef int64_t most = CYRUS_RT_FOREVER
        if 0 <= timeout < 9e9:
            most = <int64_t> (timeout * 1e9)
        status = cyrus_rt_scheduler_finish(scheduler, most)
        if status != CYRUS_RT_OK:
            __cyrus_rt_status_raise(status)

    void join(lock self) except *:
        self.finish()

    void *_raw(const self) noexcept:
        return <void *> self._scheduler


cdef cypclass SequentialMailBox(ActhonQueueInterface):
    """A queue whose messages are handled one at a time; others get their turn after each."""
    cyrus_rt_mailbox *_mailbox
    lock Scheduler scheduler

    # Without a scheduler: on the one of the process.
    __init__(self, lock Scheduler scheduler=NULL):
        self.open(scheduler, 1)

    void open(self, lock Scheduler scheduler, unsigned batch):
        cdef void *raw = NULL
        if scheduler is not NULL:
            raw = scheduler._raw()
        self.scheduler = scheduler
        self._mailbox = <cyrus_rt_mailbox *> __cyrus_actor_mailbox(<void *> self, raw, batch, 0)

    __dealloc__(self):
        if self._mailbox != NULL:
            __cyrus_actor_end(<void *> self._mailbox)

    void push(locked self, ActhonMessageInterface message):
        __cyrus_actors.push(<void *> self._mailbox, message)

    # The runtime activates messages; there is nothing to do for others.
    bint activate(self):
        return False

    bint is_empty(const self):
        return cyrus_rt_mailbox_is_idle(self._mailbox)


cdef cypclass BatchMailBox(SequentialMailBox):
    """The same, with many messages in a turn."""
    __init__(self, lock Scheduler scheduler=NULL):
        self.open(scheduler, 0)


# For results that nobody wants.
cdef inline ActhonResultInterface NullResult() noexcept nogil:
    return NULL


cdef cypclass WaitResult(ActhonResultInterface):
    """A result that can be waited for: the coroutine parks, or the thread does. What the method raises is raised there."""
    void *_future

    __init__(self):
        self._future = __cyrus_future_new(sizeof(void *), 0)

    __dealloc__(self):
        if self._future != NULL:
            __cyrus_future_free(self._future)

    @staticmethod
    ActhonResultInterface construct():
        return WaitResult()

    void pushVoidStarResult(self, void *result):
        __cyrus_future_set(self._future, <void *> &result, 0)

    void pushIntResult(self, int result):
        cdef void *value = NULL
        (<int *> &value)[0] = result
        __cyrus_future_set(self._future, <void *> &value, 0)

    bint pushException(self, void *exception):
        __cyrus_future_fail(self._future, exception)
        return True

    void *getVoidStarResult(const self):
        cdef void *value = NULL
        __cyrus_future_get(self._future, <void *> &value, sizeof(void *), 0, -1)
        return value

    int getIntResult(const self):
        cdef void *value = NULL
        __cyrus_future_get(self._future, <void *> &value, sizeof(void *), 0, -1)
        return (<int *> &value)[0]
