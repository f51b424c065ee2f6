# cython: language_level=3
# The mixed load of bench/soak.py: one round of each kind, with the counts that must agree at its end.

from libcyrus.task cimport chan, sleep, task, yield_now
from libcyrus.rt cimport cyrus_rt_scheduler_finish

from concurrent.futures import CancelledError


# Numbers that are as good as any, and the same again for the same seed.
cdef unsigned long long scramble(unsigned long long x) noexcept nogil:
    x += 0x9e3779b97f4a7c15ULL
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL
    return x ^ (x >> 31)


cdef cypclass Tally:
    long count
    long total

    __init__(self):
        self.count = 0
        self.total = 0

    void add(self, long n):
        self.count += 1
        self.total += n


# ---- channels: what was sent is what was received, whoever is cancelled

cdef int produce(chan[long] to, lock Tally sent, int n, unsigned long long seed) except -1 nogil:
    cdef int i
    cdef long value
    for i in range(n):
        value = <long> (scramble(seed + i) % 1000)
        to.send(value)
        sent.add(value)
        if value % 97 == 0:
            yield_now()
        elif value % 101 == 0:
            sleep(0.0005)
    return 0


cdef int consume_all(chan[long] source, lock Tally received) except -1 nogil:
    for value in source:
        received.add(value)
    return 0


cdef int close_after(chan[long] channel, lock Tally sent, int n, unsigned long long seed, int cancel) except -1 nogil:
    a = go produce(channel, sent, n, seed)
    b = go produce(channel, sent, n, seed + 1)
    c = go produce(channel, sent, n, seed + 2)
    if cancel:
        sleep(0.001)
        b.cancel()
    end_of(a)
    end_of(b)
    end_of(c)
    channel.close()
    return 0


# Cancelled or not.
cdef int end_of(task[int] t) except -1 nogil:
    with gil:
        try:
            with nogil:
                t.join()
        except CancelledError:
            return 1
    return 0


def channels(int n, unsigned long long seed):
    cdef chan[long] channel = chan[long](scramble(seed) % 5)
    cdef lock Tally sent = consume Tally()
    cdef lock Tally received = consume Tally()
    a = go consume_all(channel, received)
    b = go consume_all(channel, received)
    c = go close_after(channel, sent, n, seed, seed % 3 == 0)
    with nogil:
        c.join()
        a.join()
        b.join()
    with rlocked sent, rlocked received:
        return (sent.count, sent.total), (received.count, received.total)


# ---- actors: money is neither made nor lost, and exceptions arrive

cdef cypclass Account activable:
    long balance
    long refused

    __init__(self, long balance):
        self.balance = balance
        self.refused = 0

    long withdraw(self, long amount) except? -1:
        if amount > self.balance:
            self.refused += 1
            with gil:
                raise ValueError("not enough")
        self.balance -= amount
        return amount

    void deposit(self, long amount):
        self.balance += amount

    long holds(const self):
        return self.balance

    long refusals(const self):
        return self.refused


cdef int transfer(active Account source, active Account to, lock Tally failed, int n, unsigned long long seed) except -1 nogil:
    cdef int i
    cdef long amount
    for i in range(n):
        amount = 1 + <long> (scramble(seed + i) % 50)
        got = source.withdraw(amount)
        with gil:
            try:
                with nogil:
                    to.deposit(got.get())
            except ValueError:
                with nogil:
                    failed.add(1)
    return 0


def actors(int n, unsigned long long seed):
    cdef active Account a = activate(consume Account(100))
    cdef active Account b = activate(consume Account(100))
    cdef active Account c = activate(consume Account(100))
    cdef lock Tally failed = consume Tally()
    x = go transfer(a, b, failed, n, seed)
    y = go transfer(b, c, failed, n, seed + 7)
    z = go transfer(c, a, failed, n, seed + 13)
    with nogil:
        x.join()
        y.join()
        z.join()
        money = a.holds().get() + b.holds().get() + c.holds().get()
        refused = a.refusals().get() + b.refusals().get() + c.refusals().get()
    with rlocked failed:
        return (money, refused), (300, failed.count)


# ---- locks, timers, groups

cdef int work(lock Tally one, lock Tally other, int n, unsigned long long seed) except -1 nogil:
    cdef int i
    for i in range(n):
        if scramble(seed + i) & 1:
            with wlocked one, wlocked other:
                one.count += 1
                if i % 16 == 0:
                    yield_now()
                other.count += 1
        else:
            with rlocked one:
                if i % 16 == 1:
                    sleep(0.0001)
            one.add(0)
            other.add(0)
    return 0


def locks(int n, unsigned long long seed):
    cdef lock Tally one = consume Tally()
    cdef lock Tally other = consume Tally()
    a = go work(one, other, n, seed)
    b = go work(one, other, n, seed + 1)
    c = go work(one, other, n, seed + 2)
    d = go work(one, other, n, seed + 3)
    with nogil:
        a.join()
        b.join()
        c.join()
        d.join()
    with rlocked one, rlocked other:
        return (one.count, other.count), (4 * n, 4 * n)


cdef int wait_long(chan[long] never, lock Tally begun, lock Tally ended) except -1 nogil:
    begun.add(1)
    try:
        never.recv()
    finally:
        ended.add(1)
    return 0


cdef int in_vain(chan[long] never, lock Tally begun, lock Tally ended, unsigned long long seed) except -1 nogil:
    cdef int cancelled = 0
    a = go wait_long(never, begun, ended)
    b = go wait_long(never, begun, ended)
    c = go wait_long(never, begun, ended)
    if seed & 1:
        sleep(0.0002)
    a.cancel()
    b.cancel()
    c.cancel()
    cancelled = end_of(a) + end_of(b) + end_of(c)
    return cancelled


def cancellations(int n, unsigned long long seed):
    """Tasks that wait in vain end when they are cancelled, each once."""
    cdef chan[long] never = chan[long](0)
    cdef lock Tally begun = consume Tally()
    cdef lock Tally ended = consume Tally()
    cdef int i, cancelled = 0
    for i in range(n):
        t = go in_vain(never, begun, ended, seed + i)
        with nogil:
            cancelled += t.join()
    with rlocked begun, rlocked ended:
        return (begun.count, cancelled), (ended.count, 3 * n)


cdef int fail_sometimes(int i) except -1 nogil:
    if i % 3 == 0:
        sleep(0.0002)
    if i % 2:
        with gil:
            raise KeyError(i)
    return i


def exceptions(int n, unsigned long long seed):
    """Each exception arrives where its task is joined."""
    cdef int i
    cdef long wrong = 0, raised = 0
    for i in range(n):
        t = go fail_sometimes(i)
        try:
            with nogil:
                value = t.join()
            wrong += value != i or i % 2
        except KeyError as error:
            raised += 1
            wrong += error.args != (i,)
    return (wrong, raised), (0, n // 2)


def python_calls(int n, unsigned long long seed):
    """Tasks that call Python."""
    cdef int i
    for i in range(n):
        go call_python(i)
    drain()
    return (made_calls(),), (n,)


calls = [0]

cdef int call_python(int i) except -1 nogil:
    with gil:
        calls[0] += 1
        str(i) + "x" * (i % 50)
    return 0


def made_calls():
    made = calls[0]
    calls[0] = 0
    return made


def drain():
    with nogil:
        cyrus_rt_scheduler_finish(NULL, 10_000_000_000)
