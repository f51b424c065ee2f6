# cython: language_level=3
# An update that is lost only if another task comes between two locks that nobody holds.

from libcyrus.task cimport taskgroup


cdef cypclass Counter:
    int n

    __init__(self):
        self.n = 0

    int get(const self):
        return self.n

    void set(self, int n):
        self.n = n

    void add(self):
        self.n += 1


cdef void add(lock Counter counter, bint well) except * nogil:
    if well:
        counter.add()
    else:
        n = counter.get()
        counter.set(n + 1)


cdef int total(bint well) except -1 nogil:
    cdef lock Counter counter = consume Counter()
    with taskgroup():
        go add(counter, well)
        go add(counter, well)
    return counter.get()


def lost():
    with nogil:
        n = total(False)
    assert n == 2, "an update is lost"


def kept():
    with nogil:
        n = total(True)
    assert n == 2
