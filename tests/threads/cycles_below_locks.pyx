# Cycles that come to be garbage below locks which threads take in turns: with one lock and two, with the GIL and without, while
# parts go from owner to owner, and readers look on. `main` runs them; `cargo xtask tsan` runs them under ThreadSanitizer.

import gc
import threading

from libcyrus.gc cimport collect

cdef enum:
    ROUNDS = 3000


cdef cypclass Node:
    Node next
    Node back
    lock Store store
    int n

    __init__(self, int n, lock Store store):
        self.n = n
        self.store = store

    __dealloc__(self):
        # Below the lock, or after it.
        store = self.store
        if store is not NULL:
            with wlocked store:
                store.gone += 1


cdef cypclass Ring:
    Node first
    int length

    __init__(self):
        pass

    void put(self, int n, lock Store store):
        node = Node(n, store)
        if self.first is NULL:
            node.next = node
            node.back = node
        else:
            node.next = self.first
            node.back = self.first.back
            node.back.next = node
            self.first.back = node
        self.first = node
        self.length += 1

    void turn(self):
        if self.first is not NULL:
            self.first = self.first.next

    void drop(self):
        self.first = NULL
        self.length = 0


cdef cypclass Store:
    Ring ring
    iso Ring spare
    long gone

    __init__(self):
        self.ring = Ring()

    void work(self, int n, lock Store counter):
        self.ring.put(n, counter)
        self.ring.turn()
        if n % 7 == 0:
            self.ring.drop()

    int first(const self):
        if self.ring.first is NULL:
            return 0
        return self.ring.first.n


def at_once(works):
    start = threading.Barrier(len(works))

    def wait(work):
        start.wait()
        work()

    threads = [threading.Thread(target=wait, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# ---- one lock and two

cdef void _one(lock Store store, lock Store counter, int rounds) nogil:
    cdef int i
    for i in range(rounds):
        with wlocked store:
            store.work(i, counter)
        if i % 5 == 0:
            with rlocked store:
                store.first()


cdef void _two(lock Store a, lock Store b, lock Store counter, int rounds) nogil:
    cdef int i
    for i in range(rounds):
        with wlocked a:
            a.work(i, counter)
            with wlocked b:
                b.work(i + 1, counter)
                a.work(i, counter)
            a.work(i + 2, counter)
        if i % 50 == 0:
            collect()


# ---- parts that go to another owner

cdef void _put(lock Store store, lock Store counter, int n) nogil:
    cdef iso Ring ring
    made = Ring()
    made.put(n, counter)
    made.put(n, counter)
    made.drop()
    made.put(n, counter)
    ring = consume made
    with wlocked store:
        store.spare = consume ring
        store.spare.put(n, counter)
        if n % 3 == 0:
            store.spare.drop()


cdef long _get(lock Store store, lock Store counter) nogil:
    cdef iso Ring ring
    cdef Ring mine
    with wlocked store:
        store.work(1, counter)
        ring = consume store.spare
    if ring is NULL:
        return 0
    mine = consume ring
    mine.put(1, counter)
    mine.turn()
    return mine.length


cdef void _pass(lock Store store, lock Store counter, int rounds) nogil:
    cdef int i
    for i in range(rounds):
        _put(store, counter, i)
        _get(store, counter)


# ---- with the GIL in between

cdef void _asks(lock Store store, lock Store counter, int rounds, list seen) with gil:
    cdef int i
    for i in range(rounds):
        with wlocked store:
            store.work(i, counter)
            seen.append(i)
            with nogil:
                store.work(i + 1, counter)
            store.work(7, counter)
        if i % 300 == 0:
            gc.collect()


cdef void _asks_inside(lock Store store, lock Store counter, int rounds) nogil:
    cdef int i
    for i in range(rounds):
        with wlocked store:
            store.work(i, counter)
            with gil:
                store.work(i + 1, counter)
            store.work(7, counter)


def main():
    cdef lock Store a = consume Store()
    cdef lock Store b = consume Store()
    cdef lock Store counter = consume Store()

    def one():
        with nogil:
            _one(a, counter, ROUNDS)

    def two():
        # In one order.
        with nogil:
            _two(a, b, counter, ROUNDS // 2)

    def passing():
        with nogil:
            _pass(b, counter, ROUNDS // 2)

    def with_gil():
        _asks(a, counter, ROUNDS // 10, [])

    def inside():
        with nogil:
            _asks_inside(b, counter, ROUNDS // 10)

    for works in ([one, one, two], [two, passing, passing], [with_gil, inside, one], [passing, with_gil, inside]):
        at_once(works)
    gc.collect()
    with rlocked counter:
        assert counter.gone > ROUNDS, counter.gone
