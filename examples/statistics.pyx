# cython: language_level=3
"""Plain Cython: an extension type, typed functions, and the C library.

    cyrus run examples/statistics.pyx
"""
from libc.math cimport sqrt
from libc.stdlib cimport free, malloc

cdef extern from "<stdlib.h>" nogil:
    void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *) noexcept nogil)


cdef int ascending(const void *a, const void *b) noexcept nogil:
    cdef double x = (<const double *> a)[0], y = (<const double *> b)[0]
    return (x > y) - (x < y)


cdef class Sample:
    """Numbers kept as C doubles."""
    cdef double *values
    cdef readonly Py_ssize_t size

    def __cinit__(self, numbers):
        numbers = list(numbers)
        self.size = len(numbers)
        self.values = <double *> malloc(self.size * sizeof(double))
        if self.values is NULL:
            raise MemoryError()
        cdef Py_ssize_t i
        for i in range(self.size):
            self.values[i] = numbers[i]

    def __dealloc__(self):
        free(self.values)

    def __len__(self):
        return self.size

    cpdef double mean(self):
        cdef double total = 0
        cdef Py_ssize_t i
        for i in range(self.size):
            total += self.values[i]
        return total / self.size

    cpdef double deviation(self):
        cdef double mean = self.mean(), total = 0
        cdef Py_ssize_t i
        with nogil:
            for i in range(self.size):
                total += (self.values[i] - mean) ** 2
        return sqrt(total / self.size)

    def median(self):
        """The middle value; the C library sorts."""
        if self.size == 0:
            raise ValueError("median of an empty sample")
        with nogil:
            qsort(self.values, self.size, sizeof(double), ascending)
        return self.values[self.size // 2]


def main():
    sample = Sample([3, 1, 4, 1, 5, 9, 2, 6, 5])
    print(f"{len(sample)} numbers, mean {sample.mean():.3f}, deviation {sample.deviation():.3f}, median {sample.median()}")
