# distutils: language = c++
# cython: language_level=3
# The measure of ../locks.py; the same file is compiled by Cyrus and by Cython+.
import threading


cdef cypclass Counter:
    long value
    __init__(self):
        self.value = 0


cdef lock Counter shared


cdef void _add(lock Counter counter, long n) nogil:
    cdef long i
    for i in range(n):
        with wlocked counter:
            counter.value += 1


def add(long n):
    cdef lock Counter counter = shared
    with nogil:
        _add(counter, n)


def increments(int threads, long n):
    """So many threads, which share n increments of one counter."""
    global shared
    cdef long value
    shared = <lock Counter> consume Counter()
    cdef lock Counter counter = shared
    all = [threading.Thread(target=add, args=(n // threads,)) for i in range(threads)]
    for thread in all:
        thread.start()
    for thread in all:
        thread.join()
    with nogil:
        with rlocked counter:
            value = counter.value
    assert value == n // threads * threads
