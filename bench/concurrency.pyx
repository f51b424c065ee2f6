# distutils: language = c++
"""Tasks and channels in Cython+, for bench/concurrency.py. Each gives the nanoseconds of one operation."""

from libc.stdint cimport int64_t, uint64_t
from libcpp.atomic cimport atomic
from libcpp.vector cimport vector
from libcyrus.rt cimport cyrus_rt_now
from libcyrus.task cimport sleep, task


cdef uint64_t itself(uint64_t n) noexcept nogil:
    return n


cdef void put(uint64_t *place, uint64_t n) noexcept nogil:
    place[0] = n


cdef double spawn_in_group(uint64_t n) except -1 nogil:
    """A task each, which stores its number; the group joins them."""
    cdef vector[uint64_t] results
    cdef uint64_t i
    results.resize(n)
    start = cyrus_rt_now()
    with taskgroup():
        for i in range(n):
            go put(&results[i], i)
    took = cyrus_rt_now() - start
    for i in range(n):
        if results[i] != i:
            return -1
    return took / <double> n


cdef double spawn_for_handles(uint64_t n) except -1 nogil:
    """A task each, whose result is taken by its handle."""
    cdef vector[task[uint64_t]] tasks
    cdef uint64_t i, total = 0
    tasks.reserve(n)
    start = cyrus_rt_now()
    for i in range(n):
        tasks.push_back(go itself(i))
    for i in range(n):
        total += tasks[i].join()
    tasks.clear()
    took = cyrus_rt_now() - start
    return took / <double> n if total == n * (n - 1) // 2 else -1


cdef void answer(chan[int64_t] there, chan[int64_t] back) except * nogil:
    for n in there:
        back.send(n)


cdef double ping_pong(uint64_t n) except -1 nogil:
    """Messages between two tasks, each of which waits for the other's."""
    there, back = chan[int64_t](0), chan[int64_t](0)
    cdef uint64_t i
    go answer(there, back)
    start = cyrus_rt_now()
    for i in range(n // 2):
        there.send(i)
        if back.recv() != <int64_t> i:
            return -1
    took = cyrus_rt_now() - start
    there.close()
    return took / <double> n


cdef void produce(chan[int64_t] ch, uint64_t n) except * nogil:
    cdef uint64_t i
    for i in range(n):
        ch.send(i)
    ch.close()


cdef double through_channel(uint64_t n) except -1 nogil:
    """Messages from one task to another, over a channel with room for 1000."""
    ch = chan[int64_t](1000)
    cdef int64_t total = 0
    start = cyrus_rt_now()
    go produce(ch, n)
    for x in ch:
        total += x
    took = cyrus_rt_now() - start
    return took / <double> n if total == <int64_t> (n * (n - 1) // 2) else -1


cdef double selected(uint64_t n) except -1 nogil:
    """As ping_pong, but the answer is selected among two channels."""
    there, back, never = chan[int64_t](0), chan[int64_t](0), chan[int64_t](0)
    cdef uint64_t i
    go answer(there, back)
    start = cyrus_rt_now()
    for i in range(n // 2):
        there.send(i)
        select:
            case x = back.recv():
                if x != <int64_t> i:
                    return -1
            case never.recv():
                return -1
    took = cyrus_rt_now() - start
    there.close()
    return took / <double> n


cdef void wait_for(chan[int64_t] gate, atomic[uint64_t] *waiting) except * nogil:
    waiting[0].fetch_add(1)
    for n in gate:
        pass


cdef double bytes_of_parked(uint64_t n) except -1:
    """Tasks, each of which waits for a channel: bytes of memory for each."""
    gate = chan[int64_t](0)
    cdef atomic[uint64_t] waiting
    cdef uint64_t i
    waiting.store(0)
    before = resident()
    with nogil:
        with taskgroup():
            for i in range(n):
                go wait_for(gate, &waiting)
            while waiting.load() < n:
                sleep(0.01)
            sleep(0.05)
            with gil:
                after = resident()
            gate.close()
    return (after - before) / <double> n


def resident():
    with open('/proc/self/statm') as file:
        return int(file.read().split()[1]) * 4096


cdef double in_a_task(int number, uint64_t n) except -1 nogil:
    if number == 0:
        return spawn_in_group(n)
    if number == 1:
        return spawn_for_handles(n)
    if number == 2:
        return ping_pong(n)
    if number == 3:
        return through_channel(n)
    return selected(n)


cdef double measured(int number, uint64_t n) except? -1:
    """A measure, by a task, as Go does it."""
    t = go in_a_task(number, n)
    with nogil:
        result = t.join()
    return result


def group(workers, uint64_t n):
    return measured(0, n)


def handles(workers, uint64_t n):
    return measured(1, n)


def wake(workers, uint64_t n):
    return measured(2, n)


def stream(workers, uint64_t n):
    return measured(3, n)


def select(workers, uint64_t n):
    return measured(4, n)


def parked(workers, uint64_t n):
    return bytes_of_parked(n)
