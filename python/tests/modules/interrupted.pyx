# Waits of every kind, as programs write them: what a signal has to end in the thread that waits.

from libcyrus.coro cimport *
from libcyrus.http cimport HttpServer
from libcyrus.task cimport sleep, yield_now
from libcythonplus.scheduler cimport Scheduler


cdef cypclass Data:
    int n

    int get(const self):
        return self.n

    void set(self, int n):
        self.n = n


cdef cypclass Slow activable:
    int work(self, double seconds):
        sleep(seconds)
        return 1


cdef lock Data held = consume Data()
cdef active Slow slow = activate(consume Slow())


cdef int hold(lock Data data, chan[int] ready, double seconds) except -1 nogil:
    with wlocked data:
        ready.send(1)
        sleep(seconds)
    return 1


cdef int last(double seconds) except -1 nogil:
    sleep(seconds)
    return 1


cdef int keep_held(double seconds) except -1:
    ready = chan[int](1)
    go hold(held, ready, seconds)
    with nogil:
        ready.recv()
    return 0


def lock_to_write():
    keep_held(1000)
    with nogil:
        with wlocked held:
            held.n = 1


def lock_to_read():
    keep_held(1000)
    with nogil:
        with rlocked held:
            n = held.n
    return n


def lock_of_a_call():
    keep_held(1000)
    with nogil:
        held.set(3)


def lock_of_a_reading_call():
    keep_held(1000)
    return held.get()


def two_locks():
    cdef lock Data other = consume Data()
    keep_held(1000)
    with nogil:
        with wlocked held, other:
            held.n = other.n


def future_of_a_call():
    result = slow.work(1000)
    with nogil:
        result.get()


def channel_to_receive():
    ch = chan[int]()
    with nogil:
        ch.recv()


def channel_to_send():
    ch = chan[int]()
    with nogil:
        ch.send(1)


def channel_to_iterate():
    ch = chan[int]()
    with nogil:
        for n in ch:
            pass


def channel():
    return chan[int]()


def select_channels():
    a, b = chan[int](), chan[int]()
    with nogil:
        select:
            case a.recv():
                pass
            case b.send(1):
                pass


def task():
    t = go last(1000)
    with nogil:
        t.join()


def group():
    with nogil:
        with taskgroup():
            go last(1000)
            go last(1000)


def full_mailbox():
    cdef active Slow full = activate(consume Slow(), maxsize=1)
    with nogil:
        full.work(1000)
        full.work(1000)
        full.work(1000)


def finish():
    scheduler = Scheduler(1)
    one = activate(consume Slow(), scheduler=scheduler)
    with nogil:
        one.work(1000)
        scheduler.finish()


def time():
    with nogil:
        sleep(1000)


# A server that waits for the next client.
def connections():
    cdef HttpServer server = HttpServer("127.0.0.1", 0)
    with nogil:
        while True:
            connection = server.accept()
            if connection is NULL:
                break


# Each of these waits is over soon, but there is always another one.
def many_short_waits_for_room():
    cdef active Slow full = activate(consume Slow(), maxsize=1)
    with nogil:
        while True:
            full.work(0.002)


cdef void count_slowly(chan[long] to) except * nogil:
    cdef long n = 0
    while True:
        sleep(0.002)
        n += 1
        to.send(n)


def many_short_waits_for_values():
    cdef long last = 0
    numbers = chan[long]()
    t = go count_slowly(numbers)
    with nogil:
        for n in numbers:
            last = n
    return last


cdef int both(lock Data one, lock Data other, chan[int] mine, chan[int] yours) except -1 nogil:
    with wlocked one:
        mine.send(1)
        yours.recv()
        with wlocked other:
            other.n += 1
    return 1


def locks_of_a_group():
    cdef lock Data one = consume Data()
    cdef lock Data other = consume Data()
    a, b = chan[int](1), chan[int](1)
    with nogil:
        with taskgroup():
            go both(one, other, a, b)
            go both(other, one, b, a)


def giving_way():
    with nogil:
        while True:
            yield_now()


cdef int never_ends(coro_t *coroutine, void *argument) except? -1 nogil:
    while True:
        coro_yield(coroutine, coro_yield_value.MAY_RESUME)


def coroutines_that_give_way():
    cdef scheduler_t s
    scheduler_init(&s)
    for _ in range(3):
        scheduler_coro_add(&s, never_ends)
    try:
        with nogil:
            scheduler_run(&s)
    finally:
        scheduler_destroy(&s)
