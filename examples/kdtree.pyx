# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""A k-d tree: finds the points nearest to given ones, by all processors and without the GIL.

    cyrus build examples/kdtree.pyx && python examples/use_kdtree.py

A KDTree reads NumPy arrays (or whatever else has a buffer of doubles) where they are. It has the shape of scikit-learn's: every
leaf has between leaf_size and twice as many points, every other node divides its points in halves, where they are spread most. Loops
run on the tasks of the runtime: prange(..., scheduler="cyrus").
"""
from cython.parallel cimport prange
from libc.math cimport INFINITY, sqrt
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free, malloc

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define prefetch(address) __builtin_prefetch(address)
    #else
    #define prefetch(address) (void)(address)
    #endif
    """
    void prefetch(const void *address) noexcept nogil

# How many points are looked at to see where many are spread most.
DEF SEEN = 1024
# How many distances are worked out together.
DEF TOGETHER = 128
# How many queries are one piece of work.
DEF QUERIES = 64

# A point, by its row, and one of its coordinates.
cdef struct Key:
    double value
    int64_t point

# Where an inner node is divided: the points of its first half are at most at `below`, the others at least at `above`.
cdef struct Division:
    double below
    double above
    Py_ssize_t axis


cdef uint64_t random_number(uint64_t *state) noexcept nogil:
    state[0] ^= state[0] << 13
    state[0] ^= state[0] >> 7
    state[0] ^= state[0] << 17
    return state[0]


cdef double pivot_for(const Key *keys, Py_ssize_t count, Py_ssize_t rank, uint64_t *state) noexcept nogil:
    """A value a little beyond that of the given rank, on the side where more keys are, so that few remain with it."""
    cdef double[127] sample
    cdef double value
    cdef Py_ssize_t size = 7 if count < 512 else 31 if count < 16384 else 127
    cdef Py_ssize_t margin = 0 if size == 7 else 3 if size == 31 else 8
    cdef Py_ssize_t i, j, at
    for i in range(size):
        value = keys[random_number(state) % <uint64_t> count].value
        j = i
        while j > 0 and sample[j - 1] > value:
            sample[j] = sample[j - 1]
            j -= 1
        sample[j] = value
    at = rank * size // count
    at += margin if 2 * rank < count else -margin
    return sample[max(0, min(size - 1, at))]


cdef Py_ssize_t gather_less(Key *keys, Py_ssize_t count, double pivot) noexcept nogil:
    """Puts the keys below the pivot first; how many they are. Without a branch that nobody could foretell."""
    cdef Py_ssize_t i, less = 0
    cdef Key key
    for i in range(count):
        key = keys[i]
        keys[i] = keys[less]
        keys[less] = key
        less += key.value < pivot
    return less


cdef Py_ssize_t gather_not_greater(Key *keys, Py_ssize_t count, double pivot) noexcept nogil:
    cdef Py_ssize_t i, less = 0
    cdef Key key
    for i in range(count):
        key = keys[i]
        keys[i] = keys[less]
        keys[less] = key
        less += key.value <= pivot
    return less


cdef void select(Key *keys, Py_ssize_t count, Py_ssize_t rank) noexcept nogil:
    """Puts the key of that rank where sorting would put it, no greater ones before it, no smaller ones behind."""
    cdef Py_ssize_t start = 0, stop = count, middle, i, j
    cdef uint64_t state = 88172645463325252 ^ <uint64_t> count
    cdef double pivot
    cdef Key key
    while stop - start > 24:
        pivot = pivot_for(keys + start, stop - start, rank - start, &state)
        middle = start + gather_less(keys + start, stop - start, pivot)
        if rank < middle:
            stop = middle
        elif middle - start > (stop - start) // 8:
            start = middle
        else:
            # Few are less: many may be equal, and then they are in their place.
            start = middle + gather_not_greater(keys + middle, stop - middle, pivot)
            if rank < start:
                return
    for i in range(start + 1, stop):
        key = keys[i]
        j = i
        while j > start and keys[j - 1].value > key.value:
            keys[j] = keys[j - 1]
            j -= 1
        keys[j] = key


cdef struct Search:
    const double *point
    # For each axis how far the point is from the box of the node in hand, squared.
    double *beside
    # The nearest points found so far, the farthest of them first (a heap).
    double *distances
    int64_t *found
    Py_ssize_t wanted


cdef void replace_farthest(Search *search, double distance, int64_t point) noexcept nogil:
    cdef Py_ssize_t at = 0, child
    while True:
        child = 2 * at + 1
        if child >= search.wanted:
            break
        if child + 1 < search.wanted and search.distances[child + 1] > search.distances[child]:
            child += 1
        if search.distances[child] <= distance:
            break
        search.distances[at] = search.distances[child]
        search.found[at] = search.found[child]
        at = child
    search.distances[at] = distance
    search.found[at] = point


cdef void put_in_order(Search *search) noexcept nogil:
    """Makes a list of the heap, the nearest first, of distances that are not squared."""
    cdef Py_ssize_t all = search.wanted
    cdef double distance
    cdef int64_t point
    while search.wanted > 1:
        search.wanted -= 1
        distance = search.distances[search.wanted]
        point = search.found[search.wanted]
        search.distances[search.wanted] = search.distances[0]
        search.found[search.wanted] = search.found[0]
        replace_farthest(search, distance, point)
    search.wanted = all
    for point in range(all):
        search.distances[point] = sqrt(search.distances[point])


# What a tree consists of. Node i has the nodes 2i + 1 and 2i + 2.
cdef struct Tree:
    Py_ssize_t count
    Py_ssize_t width
    # How often points are divided, and so how many inner nodes there are above any leaf.
    Py_ssize_t levels
    Division *divisions
    # The rows of the points, leaf by leaf; and their coordinates, within a leaf axis by axis.
    int64_t *rows
    double *coordinates


cdef void build(const Tree *tree, const double *data, Key *keys, int workers) noexcept nogil:
    cdef Py_ssize_t i, level, top = min(tree.levels, 7)
    for i in prange(tree.count, num_threads=workers, scheduler="cyrus"):
        keys[i].point = i
    # One level after the other while there are few nodes, then each subtree by itself.
    for level in range(top):
        for i in prange(<Py_ssize_t> 1 << level, num_threads=workers, scheduler="cyrus"):
            divide(tree, data, keys, level, i, workers)
    for i in prange(<Py_ssize_t> 1 << top, num_threads=workers, scheduler="cyrus"):
        build_below(tree, data, keys, top, i)


cdef void build_below(const Tree *tree, const double *data, Key *keys, Py_ssize_t level, Py_ssize_t number) noexcept nogil:
    if level == tree.levels:
        fill_leaf(tree, data, keys, number)
        return
    divide(tree, data, keys, level, number, 1)
    build_below(tree, data, keys, level + 1, 2 * number)
    build_below(tree, data, keys, level + 1, 2 * number + 1)


cdef void find(const Tree *tree, Py_ssize_t level, Py_ssize_t number, Py_ssize_t *start, Py_ssize_t *stop) noexcept nogil:
    """The points of a node, of which half go to each side."""
    cdef Py_ssize_t middle
    start[0] = 0
    stop[0] = tree.count
    while level > 0:
        level -= 1
        middle = start[0] + (stop[0] - start[0]) // 2
        if number >> level & 1:
            start[0] = middle
        else:
            stop[0] = middle


cdef void divide(const Tree *tree, const double *data, Key *keys, Py_ssize_t level, Py_ssize_t number, int workers) noexcept nogil:
    cdef Py_ssize_t start, stop, count, middle, i, axis, width = tree.width
    cdef Division *division = tree.divisions + ((<Py_ssize_t> 1 << level) - 1 + number)
    cdef double below = -INFINITY
    find(tree, level, number, &start, &stop)
    keys += start
    count = stop - start
    middle = count // 2
    axis = widest(width, data, keys, count)
    data += axis
    if workers == 1 or count < 100_000:
        for i in range(count):
            prefetch(data + keys[min(i + 16, count - 1)].point * width)
            keys[i].value = data[keys[i].point * width]
    else:
        for i in prange(count, num_threads=workers, scheduler="cyrus"):
            prefetch(data + keys[min(i + 16, count - 1)].point * width)
            keys[i].value = data[keys[i].point * width]
    select(keys, count, middle)
    for i in range(middle):
        below = max(below, keys[i].value)
    division.below = below
    division.above = keys[middle].value
    division.axis = axis


cdef Py_ssize_t widest(Py_ssize_t width, const double *data, const Key *keys, Py_ssize_t count) noexcept nogil:
    """The axis on which some points, or if they are not many all, are spread most."""
    cdef Py_ssize_t i, j, axis = 0, step = 1 if count <= 2 * SEEN else count // SEEN
    cdef double *low = <double *> malloc(2 * width * sizeof(double))
    cdef double *high = low + width
    cdef const double *point
    if low == NULL:
        return 0
    for j in range(width):
        low[j] = INFINITY
        high[j] = -INFINITY
    for i in range(0, count, step):
        point = data + keys[i].point * width
        for j in range(width):
            low[j] = point[j] if point[j] < low[j] else low[j]
            high[j] = point[j] if point[j] > high[j] else high[j]
    for j in range(width):
        if high[j] - low[j] > high[axis] - low[axis]:
            axis = j
    free(low)
    return axis


cdef void fill_leaf(const Tree *tree, const double *data, const Key *keys, Py_ssize_t number) noexcept nogil:
    cdef Py_ssize_t start, stop, count, i, j, width = tree.width
    cdef const double *point
    cdef double *to
    find(tree, tree.levels, number, &start, &stop)
    count = stop - start
    for i in range(count):
        point = data + keys[start + min(i + 4, count - 1)].point * width
        for j in range(0, width, 8):
            prefetch(point + j)
        tree.rows[start + i] = keys[start + i].point
        point = data + keys[start + i].point * width
        to = tree.coordinates + start * width + i
        for j in range(width):
            to[j * count] = point[j]


cdef Py_ssize_t leaf_for(const Tree *tree, const double *point) noexcept nogil:
    cdef Py_ssize_t i, node = 0
    for i in range(tree.levels):
        node = 2 * node + (1 if point[tree.divisions[node].axis] < tree.divisions[node].above else 2)
    return node - ((<Py_ssize_t> 1 << tree.levels) - 1)


cdef bint query_some(const Tree *tree, const double *points, double *distances, int64_t *found, Py_ssize_t wanted,
                     const Py_ssize_t *order, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t i, j
    cdef Search search
    search.wanted = wanted
    search.beside = <double *> malloc(tree.width * sizeof(double))
    if search.beside == NULL:
        return False
    for j in range(tree.width):
        search.beside[j] = 0
    for i in range(count):
        search.point = points + order[i] * tree.width
        search.distances = distances + order[i] * wanted
        search.found = found + order[i] * wanted
        for j in range(wanted):
            search.distances[j] = INFINITY
            search.found[j] = -1
        visit(tree, &search, 0, 0, tree.count, 0)
        put_in_order(&search)
    free(search.beside)
    return True


cdef void visit(const Tree *tree, Search *search, Py_ssize_t node, Py_ssize_t start, Py_ssize_t stop, double bound) noexcept nogil:
    """Looks for nearer points in a node, none of which is nearer than `bound` (squared)."""
    cdef Py_ssize_t middle, axis
    cdef double at, aside, before
    if node >= (<Py_ssize_t> 1 << tree.levels) - 1:
        look_at(tree, search, start, stop)
        return
    middle = start + (stop - start) // 2
    axis = tree.divisions[node].axis
    at = search.point[axis]
    before = search.beside[axis]
    if at < tree.divisions[node].above:
        visit(tree, search, 2 * node + 1, start, middle, bound)
        aside = tree.divisions[node].above - at
    else:
        visit(tree, search, 2 * node + 2, middle, stop, bound)
        aside = max(0, at - tree.divisions[node].below)
    aside *= aside
    if aside > before:
        bound += aside - before
        search.beside[axis] = aside
    if bound < search.distances[0]:
        if at < tree.divisions[node].above:
            visit(tree, search, 2 * node + 2, middle, stop, bound)
        else:
            visit(tree, search, 2 * node + 1, start, middle, bound)
    search.beside[axis] = before


cdef void look_at(const Tree *tree, Search *search, Py_ssize_t start, Py_ssize_t stop) noexcept nogil:
    """Tries the points of a leaf."""
    cdef double[TOGETHER] distances
    cdef Py_ssize_t i, j, first, count, all = stop - start, width = tree.width
    cdef const double *column
    cdef double at, step
    for first in range(0, all, TOGETHER):
        count = min(TOGETHER, all - first)
        column = tree.coordinates + start * width + first
        at = search.point[0]
        for i in range(count):
            step = at - column[i]
            distances[i] = step * step
        for j in range(1, width):
            column += all
            at = search.point[j]
            for i in range(count):
                step = at - column[i]
                distances[i] += step * step
        for i in range(count):
            if distances[i] < search.distances[0]:
                replace_farthest(search, distances[i], tree.rows[start + first + i])


cdef int check(bint there, Py_ssize_t rows, int workers) except -1 nogil:
    if not there:
        raise TypeError("points, distances and found are arrays, not None")
    if rows < 1:
        raise ValueError("an array without points")
    if workers < 0:
        raise ValueError("the number of workers is 0, for one on each processor, or more")
    return 0


cdef immutable cypclass KDTree:
    """The tree: made once, then only read, by as many threads as like."""
    Tree tree

    __init__(self, const double[:, ::1] points, Py_ssize_t leaf_size, int workers):
        cdef Py_ssize_t i, leaves
        cdef Tree *tree = &self.tree
        cdef const double *data
        cdef Key *keys
        cdef double nothing = 0
        tree.divisions = NULL
        tree.rows = NULL
        tree.coordinates = NULL
        check(points is not None, points.shape[0], workers)
        tree.count = points.shape[0]
        tree.width = points.shape[1]
        tree.levels = 0
        if tree.width < 1 or leaf_size < 1:
            raise ValueError("a tree needs points with coordinates, and room for them in its leaves")
        data = &points[0, 0]
        for i in prange(tree.count * tree.width, num_threads=workers, scheduler="cyrus"):
            nothing += data[i] * 0
        if nothing != 0:
            raise ValueError("points must be finite")
        while (tree.count - 1) // leaf_size >> tree.levels + 1:
            tree.levels += 1
        leaves = <Py_ssize_t> 1 << tree.levels
        keys = <Key *> malloc(tree.count * sizeof(Key))
        tree.divisions = <Division *> malloc(leaves * sizeof(Division))
        tree.rows = <int64_t *> malloc(tree.count * sizeof(int64_t))
        tree.coordinates = <double *> malloc(tree.count * tree.width * sizeof(double))
        if keys == NULL or tree.divisions == NULL or tree.rows == NULL or tree.coordinates == NULL:
            free(keys)
            raise MemoryError()
        build(tree, data, keys, workers)
        free(keys)

    __dealloc__(self):
        free(self.tree.divisions)
        free(self.tree.rows)
        free(self.tree.coordinates)

    void query(const self, const double[:, ::1] points, double[:, ::1] distances, int64_t[:, ::1] found, int workers):
        """For each of the points the nearest ones of the tree, as many as the results have room for: how far away, and their rows."""
        # The threads share the C data, of which the object keeps hold meanwhile.
        cdef Tree tree = self.tree
        cdef Py_ssize_t i, leaf, count = points.shape[0], wanted = distances.shape[1]
        cdef Py_ssize_t *order
        cdef Py_ssize_t *leaf_of
        cdef Py_ssize_t *ends
        cdef const double *data
        cdef double nothing = 0
        cdef bint failed = False
        check(points is not None and distances is not None and found is not None, count, workers)
        if points.shape[1] != tree.width:
            raise ValueError("points and tree differ in width")
        if wanted > tree.count:
            raise ValueError("so many points are not in the tree")
        if distances.shape[0] != count or found.shape[0] != count or found.shape[1] != wanted:
            raise ValueError("the results have another shape")
        if wanted < 1:
            raise ValueError("the results have room for no points")
        data = &points[0, 0]
        for i in prange(count * tree.width, num_threads=workers, scheduler="cyrus"):
            nothing += data[i] * 0
        if nothing != 0:
            raise ValueError("points must be finite")
        # Queries that go to the same leaf come one after the other, so that they find it in the cache.
        order = <Py_ssize_t *> malloc(2 * count * sizeof(Py_ssize_t))
        ends = <Py_ssize_t *> malloc((<Py_ssize_t> 1 << tree.levels) * sizeof(Py_ssize_t))
        if order == NULL or ends == NULL:
            free(order)
            free(ends)
            raise MemoryError()
        leaf_of = order + count
        for leaf in range(<Py_ssize_t> 1 << tree.levels):
            ends[leaf] = 0
        for i in prange(count, num_threads=workers, scheduler="cyrus"):
            leaf_of[i] = leaf_for(&tree, &points[i, 0])
        for i in range(count):
            ends[leaf_of[i]] += 1
        for leaf in range(1, <Py_ssize_t> 1 << tree.levels):
            ends[leaf] += ends[leaf - 1]
        for i in range(count - 1, -1, -1):
            ends[leaf_of[i]] -= 1
            order[ends[leaf_of[i]]] = i
        for i in prange((count + QUERIES - 1) // QUERIES, num_threads=workers, scheduler="cyrus"):
            if not query_some(&tree, &points[0, 0], &distances[0, 0], &found[0, 0], wanted,
                              order + i * QUERIES, min(QUERIES, count - i * QUERIES)):
                failed = True
                break
        free(order)
        free(ends)
        if failed:
            raise MemoryError()
