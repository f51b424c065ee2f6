# cython: language_level=3, cdivision=True
# distutils: language=c++
"""Fannkuch-redux: flips of all permutations, by loops, tasks and actors. A part has the permutations of one pair of last choices."""
from cython.parallel cimport prange
from libcpp.vector cimport vector
from libcyrus.future cimport future
from libcyrus.task cimport task


include "peers/fannkuch_part.pxi"


cdef cypclass Counter activable:
    """Works off parts as they come."""
    long count(self, int size, int number):
        return part(size, number)


def fannkuch_cyrus(int size, int workers):
    cdef int number
    cdef long result = 0
    for number in prange(size * (size - 1), nogil=True, num_threads=workers, scheduler="cyrus"):
        result += part(size, number)
    return result


def fannkuch_openmp(int size, int workers):
    cdef int number
    cdef long result = 0
    for number in prange(size * (size - 1), nogil=True, num_threads=workers):
        result += part(size, number)
    return result


def fannkuch_tasks(int size, int workers):
    cdef int number
    cdef long result = 0
    cdef vector[task[long]] tasks
    with nogil:
        for number in range(size * (size - 1)):
            tasks.push_back(go part(size, number))
        for number in range(size * (size - 1)):
            result += tasks[number].join()
    return result


def fannkuch_actors(int size, int workers):
    cdef int number
    cdef long result = 0
    cdef vector[active Counter] counters
    cdef vector[future[long]] counts
    with nogil:
        for number in range(size):
            counters.push_back(activate(consume Counter()))
        for number in range(size * (size - 1)):
            counts.push_back(counters[number % size].count(size, number))
        for number in range(size * (size - 1)):
            result += counts[number].get()
    return result
