# cython: language_level=3
# Programs with and without mistakes that only some orders show.

from libcyrus.task cimport chan, sleep, taskgroup, yield_now


cdef cypclass Counter activable:
    int n

    __init__(self):
        self.n = 0

    void bump(self):
        self.n += 1

    int value(const self):
        return self.n


cdef int add(lock Counter counter) except -1 nogil:
    with rlocked counter:
        n = counter.n
    yield_now()
    with wlocked counter:
        counter.n = n + 1
    return 0


cdef int add_well(lock Counter counter) except -1 nogil:
    with wlocked counter:
        n = counter.n
        yield_now()
        counter.n = n + 1
    return 0


def lost_update():
    cdef lock Counter counter = consume Counter()
    a = go add(counter)
    b = go add(counter)
    with nogil:
        a.join()
        b.join()
    with rlocked counter:
        assert counter.n == 2, "an update is lost"


def no_lost_update():
    cdef lock Counter counter = consume Counter()
    a = go add_well(counter)
    b = go add_well(counter)
    with nogil:
        a.join()
        b.join()
    with rlocked counter:
        assert counter.n == 2


cdef int nested(lock Counter first, lock Counter second) except -1 nogil:
    with wlocked first:
        yield_now()
        with wlocked second:
            second.n += 1
    return 0


def opposite_orders():
    cdef lock Counter one = consume Counter()
    cdef lock Counter other = consume Counter()
    a = go nested(one, other)
    b = go nested(other, one)
    with nogil:
        a.join()
        b.join()


cdef int fails(int n) except -1 nogil:
    yield_now()
    with gil:
        raise KeyError(n)


def fails_alone():
    go fails(4)
    with nogil:
        sleep(1000)


cdef int fails_later(int n) except -1 nogil:
    sleep(1)
    return fails(n) + 1


def fails_after_the_end():
    go fails_later(5)


cdef int bump_often(active Counter counter, int n) except -1 nogil:
    for i in range(n):
        counter.bump()
        yield_now()
    return 0


def actors():
    cdef active Counter counter = activate(consume Counter())
    a = go bump_often(counter, 10)
    b = go bump_often(counter, 10)
    with nogil:
        a.join()
        b.join()
        n = counter.value().get()
    return n


cdef int fill(chan[int] channel, int n) except -1 nogil:
    for i in range(n):
        channel.send(i)
    channel.close()
    return 0


def order_of_two():
    """Which of two came first, as a number; seeds differ."""
    cdef chan[int] channel = chan[int](2)
    a = go channel.send(1)
    b = go channel.send(2)
    with nogil:
        first = channel.recv()
        a.join()
        b.join()
    return first


def nobody_sends():
    cdef chan[int] channel = chan[int](0)
    with nogil:
        channel.recv()


# ---- waits that only a signal ends

cdef int wait_long() except -1 nogil:
    sleep(100000)
    return 0


cdef cypclass Patient activable:
    int wait(self) except -1:
        sleep(100000)
        return 0


def send_in_vain():
    cdef chan[int] channel = chan[int](0)
    with nogil:
        channel.send(1)


def sleep_long():
    with nogil:
        sleep(100000)


def join_in_vain():
    t = go wait_long()
    with nogil:
        t.join()


def group_in_vain():
    with nogil:
        with taskgroup():
            go wait_long()


def get_in_vain():
    patient = activate(consume Patient())
    with nogil:
        patient.wait().get()


def well():
    t = go add_well(consume Counter())
    with nogil:
        n = t.join()
    return n


# ---- two that ask each other, and go on asking when they are cancelled

cdef cypclass Asker activable:
    active Asker other

    void meet(self, active Asker other):
        self.other = other

    int ask(self):
        return self.other.ask().get()


def ask_each_other():
    a = activate(consume Asker())
    b = activate(consume Asker())
    with nogil:
        a.meet(b)
        b.meet(a)
        a.ask().get()
