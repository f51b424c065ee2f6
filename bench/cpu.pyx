# cython: language_level=3, cdivision=True
"""Work for all processors: N-queens by pairs of first places, the Mandelbrot set by rows, a loop whose end is the most work.

Each by the runtime's loops, by OpenMP's, and by tasks of the runtime.
"""
from cython.parallel cimport prange
from libc.stdlib cimport free, malloc
from libcyrus.rt cimport (
    cyrus_rt_exception, cyrus_rt_group, cyrus_rt_group_join, cyrus_rt_group_new, cyrus_rt_group_spawn,
)


cdef long queens_from(unsigned all, unsigned columns, unsigned left, unsigned right) noexcept nogil:
    """Solutions with queens on these columns and diagonals."""
    cdef unsigned free = all & ~(columns | left | right), place
    cdef long found = 0
    if columns == all:
        return 1
    while free:
        place = free & -free
        free ^= place
        found += queens_from(all, columns | place, (left | place) << 1, (right | place) >> 1)
    return found


cdef long queens_pair(int side, int pair) noexcept nogil:
    """Solutions whose first two queens are at these places."""
    cdef unsigned first = 1u << pair // side, second = 1u << pair % side
    if (first | first << 1 | first >> 1) & second:
        return 0
    return queens_from((1u << side) - 1, first | second, (first << 1 | second) << 1, (first >> 1 | second) >> 1)


cdef long mandelbrot_row(int rows, int row) noexcept nogil:
    """How many points of a row are inside: 1.5 wide, 2 high, 50 steps."""
    cdef double x0, y0 = 2.0 * row / rows - 1, x, y, x2, y2
    cdef int column, step
    cdef long inside = 0
    for column in range(rows):
        x0 = 2.0 * column / rows - 1.5
        x = y = x2 = y2 = 0
        for step in range(50):
            if x2 + y2 > 4:
                break
            y = 2 * x * y + y0
            x = x2 - y2 + x0
            x2 = x * x
            y2 = y * y
        else:
            inside += 1
    return inside


cdef long steps(long number) noexcept nogil:
    """Work that grows with the number."""
    cdef unsigned long state = number | 1
    cdef long i
    for i in range(number):
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
    return state & 1


def queens_cyrus(int side, int workers):
    cdef int pair
    cdef long found = 0
    for pair in prange(side * side, nogil=True, num_threads=workers, scheduler="cyrus"):
        found += queens_pair(side, pair)
    return found


def queens_openmp(int side, int workers):
    cdef int pair
    cdef long found = 0
    for pair in prange(side * side, nogil=True, num_threads=workers):
        found += queens_pair(side, pair)
    return found


def mandelbrot_cyrus(int rows, int workers):
    cdef int row
    cdef long inside = 0
    for row in prange(rows, nogil=True, num_threads=workers, scheduler="cyrus"):
        inside += mandelbrot_row(rows, row)
    return inside


def mandelbrot_openmp(int rows, int workers):
    cdef int row
    cdef long inside = 0
    for row in prange(rows, nogil=True, num_threads=workers):
        inside += mandelbrot_row(rows, row)
    return inside


def triangle_cyrus(int rows, int workers):
    cdef int row
    cdef long odd = 0
    for row in prange(rows, nogil=True, num_threads=workers, scheduler="cyrus"):
        odd += steps(row)
    return odd


def triangle_openmp(int rows, int workers):
    cdef int row
    cdef long odd = 0
    for row in prange(rows, nogil=True, num_threads=workers):
        odd += steps(row)
    return odd


# The same with a task for each part, as goroutines do it: CYRUS_WORKERS is how many work.

cdef struct Part:
    long (*work)(int size, int number) noexcept nogil
    int size, number
    long *result


cdef long triangle_part(int rows, int row) noexcept nogil:
    return steps(row)


cdef void run_part(void *arguments, void *result, cyrus_rt_exception *exception) noexcept nogil:
    cdef Part *part = <Part *> arguments
    part.result[0] = part.work(part.size, part.number)


cdef long by_tasks(long (*work)(int, int) noexcept nogil, int size, int parts) nogil:
    cdef cyrus_rt_group *group = cyrus_rt_group_new(NULL)
    cdef long *results = <long *> malloc(parts * sizeof(long))
    cdef long all = 0
    cdef Part part
    part.work = work
    part.size = size
    for part.number in range(parts):
        part.result = &results[part.number]
        cyrus_rt_group_spawn(group, run_part, &part, sizeof(part), NULL)
    cyrus_rt_group_join(group, NULL)
    for part.number in range(parts):
        all += results[part.number]
    free(results)
    return all


def queens_tasks(int side, int workers):
    cdef long result
    with nogil:
        result = by_tasks(queens_pair, side, side * side)
    return result


def mandelbrot_tasks(int rows, int workers):
    cdef long result
    with nogil:
        result = by_tasks(mandelbrot_row, rows, rows)
    return result


def triangle_tasks(int rows, int workers):
    cdef long result
    with nogil:
        result = by_tasks(triangle_part, rows, rows)
    return result
