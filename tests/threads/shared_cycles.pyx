# Cycles over what threads share, while others use it: objects behind locks that are linked anew, active objects that send each other messages, immutable
# circles that are read, `consume` of what was shared. `main` runs them and looks for what stayed; `cargo xtask sanitize` runs it.

import gc
import threading

from libcyrus.gc cimport collect

cdef enum:
    ROUNDS = 3000


cdef cypclass Count:
    long made
    long gone

    __init__(self):
        pass


cdef void begin(lock Count count) nogil:
    with wlocked count:
        count.made += 1


cdef void end(lock Count count) nogil:
    with wlocked count:
        count.gone += 1


cdef cypclass Part:
    Part other
    lock Link back

    __init__(self):
        pass


cdef cypclass Link:
    lock Link next
    lock Link other
    Part part
    lock Count count
    int n

    __init__(self, lock Count count, int n):
        self.count = count
        self.n = n
        begin(count)

    __dealloc__(self):
        end(self.count)

    # `own` is the object itself, as others know it.
    void furnish(self, lock Link own):
        self.part = Part()
        self.part.other = Part()
        self.part.other.other = self.part
        self.part.other.back = own


# A circle of links, each with a part that leads back to it.
cdef lock Link links(lock Count count, int n) nogil:
    cdef lock Link first = NULL
    cdef lock Link last = NULL
    cdef lock Link one
    for i in range(n):
        one = consume Link(count, i)
        with wlocked one:
            one.furnish(one)
        if last is NULL:
            first = one
        else:
            with wlocked last:
                last.next = one
        last = one
    with wlocked last:
        last.next = first
    return first


# What several threads know: they put circles there, go along them, and link them.
cdef cypclass Shelf:
    lock Link held

    __init__(self):
        pass


cdef void _link(lock Shelf shelf, lock Count count, int rounds) nogil:
    cdef lock Link one
    cdef lock Link other
    cdef long sum = 0
    for i in range(rounds):
        one = links(count, i % 5 + 1)
        with wlocked shelf:
            other = shelf.held
            shelf.held = one
        if other is not NULL:
            with wlocked other:
                other.other = one
            with wlocked one:
                one.other = other
                sum += one.n
            for k in range(i % 7):
                with rlocked other:
                    one = other.next
                other = one
        if i % 500 == 0:
            collect()
        if i % 3 == 0:
            with wlocked shelf:
                shelf.held = NULL


cdef void _take_back(lock Count count, int rounds) nogil:
    cdef lock Link one
    for i in range(rounds):
        one = links(count, 1)
        with wlocked one:
            one.next = NULL
            one.part.other.back = NULL
        own = consume one
        own.n += 1
        one = consume own
        with wlocked one:
            one.next = one
        if i % 300 == 0:
            collect()


cdef cypclass Player activable:
    active Player peer
    active Player before
    lock Count count
    long hits

    __init__(self, lock Count count):
        self.count = count
        begin(count)

    __dealloc__(self):
        end(self.count)

    void meet(self, active Player peer):
        self.before = self.peer
        self.peer = peer

    void hit(self, int n):
        self.hits += 1
        if n > 0:
            self.peer.hit(n - 1)

    long total(self):
        return self.hits


cdef active Player players(lock Count count, int n) nogil:
    first = activate(consume Player(count))
    last = first
    for i in range(1, n):
        one = activate(consume Player(count))
        last.meet(one)
        one.meet(last)
        last = one
    last.meet(first)
    return first


cdef int _play(lock Count count, int rounds) except -1 nogil:
    cdef long sum = 0
    for i in range(rounds):
        one = players(count, i % 4 + 1)
        one.hit(i % 9)
        if i % 5 == 0:
            sum += one.total().get()
        if i % 200 == 0:
            collect()
    return 0


cdef cypclass Word:
    Word next
    lock Count count
    int n

    __init__(self, lock Count count, int n):
        self.count = count
        self.n = n
        begin(count)

    __dealloc__(self):
        end(self.count)


cdef immutable Word words(lock Count count, int n) nogil:
    first = Word(count, 0)
    last = first
    for i in range(1, n):
        last.next = Word(count, i)
        last = last.next
    last.next = first
    return consume first


cdef cypclass Page:
    immutable Word word

    __init__(self):
        pass


cdef void _read(lock Page page, lock Count count, int rounds) nogil:
    cdef immutable Word word
    cdef long sum = 0
    for i in range(rounds):
        with rlocked page:
            word = page.word
        for k in range(50):
            if word is not NULL:
                word = word.next
                sum += word.n
        if i % 20 == 0:
            word = words(count, 7)
            with wlocked page:
                page.word = word
        if i % 100 == 0:
            word = NULL
            collect()


def at_once(works):
    start = threading.Barrier(len(works))
    failures = []

    def run(work):
        start.wait()
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def main():
    cdef lock Count count = consume Count()
    cdef lock Shelf shelf = consume Shelf()
    cdef lock Page page = consume Page()
    cdef long left = 1

    def link():
        with nogil:
            _link(shelf, count, ROUNDS)

    def take_back():
        with nogil:
            _take_back(count, ROUNDS)

    def play():
        with nogil:
            _play(count, ROUNDS // 2)

    def read():
        with nogil:
            _read(page, count, ROUNDS)

    for works in ([link, link, take_back], [play, play, link], [read, read, read], [play, read, link, take_back]):
        at_once(works)
    with wlocked shelf:
        shelf.held = NULL
    with wlocked page:
        page.word = NULL
    for _ in range(1000):
        gc.collect()
        with rlocked count:
            left = count.made - count.gone
        if left == 0:
            break
        threading.Event().wait(0.01)
    assert left == 0, left
