# Cycles in programs with threads: graphs of one thread, graphs that go from thread to thread, graphs below a lock, objects
# that Python has seen. `main` runs them and looks for what stayed; `cargo xtask tsan` runs them under ThreadSanitizer.

import gc
import threading

from libcyrus.gc cimport collect

cdef enum:
    ROUNDS = 6000


cdef cypclass Node:
    Node next
    Node back
    int n

    __init__(self, int n):
        self.n = n


cdef cypclass Ring:
    Node first
    long made

    __init__(self):
        pass

    void put(self, int n):
        node = Node(n)
        if self.first is NULL:
            node.next = node
            node.back = node
        else:
            node.next = self.first
            node.back = self.first.back
            node.back.next = node
            self.first.back = node
        self.first = node
        self.made += 1

    void turn(self):
        if self.first is not NULL:
            self.first = self.first.next

    long sum(const self):
        cdef long total = 0
        node = self.first
        if node is not NULL:
            total += node.n
            node = node.next
            while node is not self.first:
                total += node.n
                node = node.next
        return total

    void drop(self):
        self.first = NULL


# Where rings go from hand to hand.
cdef cypclass Box:
    iso Ring ring

    __init__(self):
        pass


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


# ---- each thread its own

cdef long _own(int rounds) nogil:
    cdef long total = 0
    cdef int i, j
    for i in range(rounds):
        ring = Ring()
        for j in range(5):
            ring.put(j)
            ring.turn()
        total += ring.sum()
    return total


def own():
    totals = []

    def work():
        cdef long total
        with nogil:
            total = _own(ROUNDS)
        totals.append(total)
        # Now with the GIL.
        totals.append(_own(ROUNDS // 10))

    at_once([work] * 3)
    assert sorted(set(totals)) == [ROUNDS // 10 * 10, ROUNDS * 10]


# ---- from thread to thread

cdef iso Ring _take(lock Box box) nogil:
    cdef iso Ring ring
    with wlocked box:
        ring = consume box.ring
    return consume ring


cdef void _give(lock Box box, iso Ring ring) nogil:
    with wlocked box:
        box.ring = consume ring


cdef long _pass(lock Box box, int rounds) nogil:
    cdef iso Ring moved
    cdef Ring ring
    cdef long made = 0
    cdef int i, j
    for i in range(rounds):
        moved = _take(box)
        if moved is NULL:
            ring = Ring()
        else:
            ring = consume moved
        for j in range(3):
            ring.put(j)
            ring.turn()
        if ring.made > 200:
            made += ring.made
            ring = NULL
        else:
            _give(box, consume ring)
    return made


def passing():
    cdef lock Box box = consume Box()
    made = []

    def work():
        cdef long n
        with nogil:
            n = _pass(box, ROUNDS // 4)
        made.append(n)

    at_once([work] * 3)
    assert sum(made) >= 0


# ---- below a lock

cdef void _locked(lock Ring ring, int rounds) nogil:
    cdef int i
    for i in range(rounds):
        with wlocked ring:
            ring.put(i)
            ring.turn()
            if i % 100 == 0:
                ring.drop()
        with rlocked ring:
            ring.sum()
        # Garbage of the thread's own, meanwhile.
        _own(1)


def locked():
    cdef lock Ring ring = consume Ring()

    def work():
        with nogil:
            _locked(ring, ROUNDS // 6)

    at_once([work] * 3)


# ---- seen by Python

def seen():
    shared = [Ring() for i in range(4)]

    def with_gil():
        for i in range(ROUNDS // 6):
            ring = shared[i % 4]
            ring.put(i)
            ring.turn()
            if i % 50 == 0:
                shared[i % 4] = Ring()
            if i % 300 == 0:
                gc.collect()

    def without():
        with nogil:
            _own(ROUNDS // 2)

    at_once([with_gil, without, with_gil])


# ---- counted without the GIL while Python has them and their cycles are looked for

cdef cypclass Pocket:
    Knot one
    Knot other


cdef cypclass Knot:
    Knot next
    __init__(self):
        pass


cdef void _pass_round(Knot knot, int rounds) nogil:
    cdef int i
    pocket = Pocket()
    for i in range(rounds):
        pocket.one = knot
        pocket.other = knot
        pocket.one = NULL
        pocket.other = NULL


def tie(Knot a, Knot b):
    a.next = b


def count(Knot a):
    return Cy_GETREF(a)


def counted():
    a, many = Knot(), [Knot() for i in range(500)]
    for knot in many:
        tie(knot, a)
    before = count(a)

    def without(Knot knot):
        with nogil:
            _pass_round(knot, ROUNDS)

    def take():
        # The last reference may go while the GIL is held by others.
        for i in range(ROUNDS // 100):
            c = Knot()
            tie(c, c)
            knots.append(c)
            without(c)

    def with_gil():
        for i in range(ROUNDS // 20):
            c, d = Knot(), Knot()
            tie(c, d)
            tie(d, c)
            if i % 10 == 0:
                for knot in many:
                    tie(knot, a)
                    tie(c, knot)
                collect()
            knots.clear()

    knots = []
    at_once([lambda: without(a), lambda: without(a), take, with_gil])
    assert count(a) == before, count(a)


def main():
    counted()
    own()
    passing()
    locked()
    seen()
    gc.collect()
