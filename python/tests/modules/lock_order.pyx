# cython: language_level=3
# Locks in one order, in opposite orders, and together. One task after the other: what is warned of need not happen.

from libcyrus.task cimport task


cdef cypclass Account:
    long balance

    __init__(self, long balance):
        self.balance = balance


cdef int transfer(lock Account source, lock Account to, long amount) except -1 nogil:
    with wlocked source:
        source.balance -= amount
        with wlocked to:
            to.balance += amount
    return 0


cdef int refund(lock Account source, lock Account to, long amount) except -1 nogil:
    with wlocked to:
        with wlocked source:
            to.balance -= amount
            source.balance += amount
    return 0


cdef int transfer_together(lock Account source, lock Account to, long amount) except -1 nogil:
    with wlocked source, wlocked to:
        source.balance -= amount
        to.balance += amount
    return 0


cdef int look(lock Account one, lock Account other) except -1 nogil:
    with rlocked one:
        with rlocked other:
            return one.balance == other.balance


def opposite():
    cdef lock Account a = consume Account(10)
    cdef lock Account b = consume Account(10)
    cdef int i
    for i in range(3):
        t = go transfer(a, b, 1)
        with nogil:
            t.join()
        t = go refund(a, b, 1)
        with nogil:
            t.join()


def one_order():
    cdef lock Account a = consume Account(10)
    cdef lock Account b = consume Account(10)
    cdef int i
    for i in range(3):
        t = go transfer(a, b, 1)
        u = go transfer(a, b, 1)
        with nogil:
            t.join()
            u.join()


def together():
    cdef lock Account a = consume Account(10)
    cdef lock Account b = consume Account(10)
    t = go transfer_together(a, b, 1)
    with nogil:
        t.join()
    t = go transfer_together(b, a, 1)
    with nogil:
        t.join()


def readers():
    cdef lock Account a = consume Account(10)
    cdef lock Account b = consume Account(10)
    t = go look(a, b)
    u = go look(b, a)
    with nogil:
        t.join()
        u.join()


def new_objects():
    """At the same addresses."""
    cdef int i
    for i in range(200):
        pair(i & 1)


cdef pair(bint other_way):
    cdef lock Account a = consume Account(10)
    cdef lock Account b = consume Account(10)
    t = go transfer(b, a, 1) if other_way else go transfer(a, b, 1)
    with nogil:
        t.join()
