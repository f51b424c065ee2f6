# cython: language_level=3
"""Two threads work on cypclass objects at the same time, without the GIL.

    cyrus run examples/threads.pyx

Each thread looks for prime numbers in its own half of the numbers, with a Sieve that nobody else has, and adds what it
finds to one Tally, which both share: it is a `lock` object, so every call of a method locks it.
"""
import sys
import threading
import time


cdef cypclass Sieve:
    """Looks for primes by division: plain, so a thread keeps it to itself."""
    long start
    long divisions

    __init__(self, long start):
        self.start = start
        self.divisions = 0

    bint is_prime(self, long number):
        cdef long divisor = 2
        if number < 2:
            return False
        while divisor * divisor <= number:
            self.divisions += 1
            if number % divisor == 0:
                return False
            divisor += 1
        return True


cdef cypclass Tally:
    """What has been found so far, by whatever thread."""
    long primes
    long reports

    __init__(self):
        self.primes = 0
        self.reports = 0

    void add(self, long primes):
        self.primes += primes
        self.reports += 1

    long count(const self):
        return self.primes

    long told(const self):
        return self.reports


cdef long search(lock Tally tally, long start, long stop) nogil:
    """Reports the primes of start … stop to the tally, one block of numbers after the other."""
    cdef Sieve sieve = Sieve(start)
    cdef long number, found = 0
    for number in range(start, stop):
        if sieve.is_prime(number):
            found += 1
        if number % 64 == 0:
            tally.add(found)
            found = 0
    tally.add(found)
    return sieve.divisions


cdef class Search:
    """Holds the tally for Python; its methods let go of the GIL."""
    cdef lock Tally tally

    def __cinit__(self):
        self.tally = consume Tally()

    def run(self, long start, long stop):
        cdef lock Tally tally = self.tally
        with nogil:
            search(tally, start, stop)

    @property
    def primes(self):
        cdef lock Tally tally = self.tally
        return tally.count()

    @property
    def reports(self):
        cdef lock Tally tally = self.tally
        return tally.told()


def timed(ranges):
    """Searches each range in a thread of its own; the search, and how long it took."""
    search = Search()
    threads = [threading.Thread(target=search.run, args=limits) for limits in ranges]
    start, work = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, work = time.perf_counter() - start, time.process_time() - work
    return search, f"{seconds:.2f} s, {work / seconds:.1f} processors busy"


def main():
    stop = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    # The upper half is more work than the lower one.
    middle = int(stop * 0.63)
    one, time_of_one = timed([(0, stop)])
    two, time_of_two = timed([(0, middle), (middle, stop)])
    print(f"one thread:  {one.primes} primes below {stop}, {time_of_one}")
    print(f"two threads: {two.primes} primes below {stop}, {time_of_two}")
    # Each thread reports at every multiple of 64, and once at its end.
    assert one.primes == two.primes and two.reports == one.reports + 1, "something was lost"
    print("the same count: nothing was lost")
