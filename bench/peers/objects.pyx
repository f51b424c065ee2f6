# distutils: language = c++
# cython: language_level=3, cdivision=True
# The measures of cypclass.py; the same file is compiled by Cyrus and by Cython+.
# Each function takes a count and returns a value to check against the other systems.

from libc.stdlib cimport calloc, free
from libcpp.string cimport string
from libcpp.vector cimport vector
from libcythonplus.dict cimport cypdict


cdef cypclass Pair:
    int a
    int b
    __init__(self, int a, int b):
        self.a = a
        self.b = b


cdef long _alloc(long n) nogil:
    cdef long i, total = 0
    for i in range(n):
        p = Pair(<int>i, <int>(i + 1))
        total += p.b - p.a
    return total


def alloc(long n):
    cdef long total
    with nogil:
        total = _alloc(n)
    return total


# ---- objects that stay

cdef cypclass Holder:
    vector[Pair] items


cdef long _fill(Holder holder, long n) nogil:
    cdef long i
    holder.items.reserve(n)
    for i in range(n):
        holder.items.push_back(Pair(<int>i, <int>i))
    return holder.items.size()


def live(long n, look):
    """look() is called before, and while n objects (and an array of n references) exist."""
    holder = Holder()
    before = look()
    count = _fill(holder, n)
    return look() - before, count


# ---- binary trees

cdef cypclass Tree:
    Tree left
    Tree right
    __init__(self, Tree left, Tree right):
        self.left = left
        self.right = right


cdef Tree _build(int depth) nogil:
    if depth == 0:
        return Tree(NULL, NULL)
    return Tree(_build(depth - 1), _build(depth - 1))


cdef long _walk(Tree tree) nogil:
    if tree.left is NULL:
        return 1
    return 1 + _walk(tree.left) + _walk(tree.right)


def trees(long n):
    cdef long i, total = 0
    with nogil:
        for i in range(n):
            total += _walk(_build(16))  # as the peers: one tree lives at a time
    return total


# ---- linked list

cdef cypclass Link:
    Link next
    long value
    __init__(self, Link next, long value):
        self.next = next
        self.value = value


cdef Link _chain(long length) nogil:
    cdef long i
    cdef Link head = NULL
    for i in range(length):
        head = Link(head, i)
    return head


cdef long _steps(Link head) nogil:
    cdef long total = 0
    cdef Link cur = head
    while cur is not NULL:
        total += cur.value
        cur = cur.next
    return total


def walk(long n, long length, clock):
    """Walks n times; gives the time of the walks and the sum."""
    cdef long i, total = 0
    cdef Link head = _chain(length)
    start = clock()
    with nogil:
        for i in range(n):
            total += _steps(head)
    time = clock() - start
    # Cython+ cannot drop a long list at once.
    while head is not NULL:
        head = head.next
    return time, total


# ---- virtual calls

cdef cypclass Shape:
    long size
    __init__(self, long size):
        self.size = size
    long area(self, long x):
        return 0


cdef cypclass Square(Shape):
    long area(self, long x):
        return self.size + x


cdef cypclass Double(Shape):
    long area(self, long x):
        return 2 * self.size + x


cdef long _areas(Shape shape, long n) nogil:
    cdef long i, total = 0
    for i in range(n):
        total += shape.area(i)
    return total


def virtual(long n):
    cdef Shape square = Square(3)
    cdef Shape twice = Double(4)
    cdef long total
    with nogil:
        total = _areas(square, n // 2) + _areas(twice, n // 2)
    return total


# ---- locks

cdef cypclass Counter:
    long value
    __init__(self):
        self.value = 0


cdef long _locked(lock Counter counter, long n) nogil:
    cdef long i, total
    for i in range(n):
        with wlocked counter:
            counter.value += 1
    with rlocked counter:
        total = counter.value
    return total


def locked(long n):
    cdef long total
    counter = <lock Counter> consume Counter()
    with nogil:
        total = _locked(counter, n)
    return total


# ---- consume

cdef long _consume(long depth, long n) nogil except *:
    cdef iso Tree moved
    cdef Tree tree = _build(depth)
    cdef long i
    for i in range(n):
        moved = consume tree
        tree = consume moved
    return _walk(tree)


def move(long depth, long n, clock):
    """A tree of 2 ** (depth + 1) - 1 nodes, consumed 2 * n times. Cython+ walks through it each time."""
    best = None
    for attempt in range(3):
        start = clock()
        count = _consume(depth, 0)
        built = clock() - start
        start = clock()
        count = _consume(depth, n)
        spent = clock() - start - built
        best = spent if best is None or spent < best else best
    return best, count


cdef cypclass Isolated:
    iso Isolated left
    iso Isolated right
    __init__(self):
        pass


cdef Isolated _isolated(long depth) nogil:
    node = Isolated()
    if depth > 0:
        node.left = consume _isolated(depth - 1)
        node.right = consume _isolated(depth - 1)
    return node


def moved(long depth, long n, clock):
    """The same, where it can be seen that nothing else refers to the tree: its fields are isolated."""
    cdef iso Isolated here, there
    here = consume _isolated(depth)
    start = clock()
    for i in range(n):
        there = consume here
        here = consume there
    return clock() - start, (1 << (depth + 1)) - 1


# ---- dictionaries: n keys that look random, found again in another order

cdef vector[long] _numbers(long n):
    cdef vector[long] keys
    cdef long i, key = 1
    keys.reserve(n)
    for i in range(n):
        key = (key * 1103515245 + 12345) & 0x7FFFFFFF
        keys.push_back(key)
    return keys


def numbers(long n, long rounds, clock):
    cdef vector[long] keys = _numbers(n)
    cdef long i, r, total = 0
    start = clock()
    table = cypdict[long, long]()
    with nogil:
        for i in range(n):
            table[keys[i]] = i
    inserted = clock()
    with nogil:
        for r in range(rounds):
            for i in range(n):
                total += table[keys[i * 7919 % n]]
    return inserted - start, clock() - inserted, total


cdef vector[string] _names(long n):
    cdef vector[string] names
    cdef long i
    for i in range(n):
        names.push_back(b'name-%d' % (i * 7919 % 1000003))
    return names


def names(long n, long rounds, clock):
    cdef vector[string] keys = _names(n)
    cdef long i, r, total = 0
    start = clock()
    table = cypdict[string, long]()
    with nogil:
        for i in range(n):
            table[keys[i]] = i
    inserted = clock()
    with nogil:
        for r in range(rounds):
            for i in range(n):
                total += table[keys[i * 7919 % n]]
    return inserted - start, clock() - inserted, total
