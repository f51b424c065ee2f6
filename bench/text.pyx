# Text without the GIL: what bench/text.py measures. Each function gives ns of CPU time for one operation.

from libcythonplus.dict cimport cypdict
from libcyrus.text cimport Str
from libcyrus.time cimport thread_time

cdef inline Str labelled(Str s, long i) nogil:
    return f"{s}: {i}"


def find(Str s, Str a, long rounds):
    cdef long i, t = 0
    with nogil:
        start = thread_time()
        for i in range(rounds):
            t += s.find(a)
        spent = thread_time() - start
    return spent / rounds * 1e9


def split(Str s, Str a, long rounds):
    cdef long i, t = 0
    with nogil:
        start = thread_time()
        for i in range(rounds):
            t += len(s.split(a))
        spent = thread_time() - start
    return spent / rounds * 1e9


def words(Str s, long rounds):
    cdef long i, t = 0
    with nogil:
        start = thread_time()
        for i in range(rounds):
            t += len(s.split())
        spent = thread_time() - start
    return spent / rounds * 1e9


def concat(Str s, Str a, long rounds):
    cdef long i, t = 0
    with nogil:
        start = thread_time()
        for i in range(rounds):
            t += len(s + a)
        spent = thread_time() - start
    return spent / rounds * 1e9


def index(Str s, long rounds):
    cdef long i, t = 0
    with nogil:
        start = thread_time()
        for i in range(rounds):
            t += len(s[i % 7])
        spent = thread_time() - start
    return spent / rounds * 1e9


def lower(Str s, long rounds):
    cdef long i, t = 0
    with nogil:
        start = thread_time()
        for i in range(rounds):
            t += len(s.lower())
        spent = thread_time() - start
    return spent / rounds * 1e9


def replace(Str s, Str a, Str b, long rounds):
    cdef long i, t = 0
    with nogil:
        start = thread_time()
        for i in range(rounds):
            t += len(s.replace(a, b))
        spent = thread_time() - start
    return spent / rounds * 1e9


def starts(Str s, long rounds):
    cdef long i, t = 0
    with nogil:
        start = thread_time()
        for i in range(rounds):
            t += s.startswith("Host: ")
        spent = thread_time() - start
    return spent / rounds * 1e9


def formats(Str s, long rounds):
    cdef long i, t = 0
    with nogil:
        start = thread_time()
        for i in range(rounds):
            t += len(labelled(s, i))
        spent = thread_time() - start
    return spent / rounds * 1e9


def look_up(Str s, long rounds):
    """Each word of a text in a dictionary of its words; for one word."""
    cdef long i, t = 0
    with nogil:
        words = s.split()
        table = cypdict[Str, long]()
        for word in words:
            table[word] = 1
        start = thread_time()
        for i in range(rounds):
            for word in words:
                t += table[word]
        spent = thread_time() - start
    return spent / rounds / len(words) * 1e9
