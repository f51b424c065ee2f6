# cython: language_level=3
"""Small typical loops for bench/run.py: each `k_NAME()` runs for some ten milliseconds."""

cdef class Point:
    cdef public long x
    cdef double weight
    cdef object label

    def __init__(self, x):
        self.x = x
        self.weight = 0.5
        self.label = None

    cdef long moved(self, long by):
        return self.x + by

    cpdef long shifted(self, long by):
        return self.x - by

    def plain(self):
        return self.x


def k_typed_loop():
    cdef long i, total = 0
    for i in range(20000000):
        total += i & 3 ^ total
    return total


def k_object_arithmetic():
    total = 0
    for i in range(600000):
        total = total + i * 2 - 1
    return total


def nothing():
    pass

def one(a):
    return a

def two(a, b=None):
    return b

def three(a, b, c):
    return c


def k_call_0():
    for i in range(800000):
        nothing()

def k_call_1():
    for i in range(800000):
        one(i)

def k_call_default():
    for i in range(800000):
        two(i)

def k_call_3():
    for i in range(800000):
        three(i, None, i)

def k_call_keywords():
    for i in range(500000):
        three(i, c=i, b=None)

def k_call_star():
    args = (1, 2, 3)
    for i in range(500000):
        three(*args)


def k_class_fields():
    cdef Point p = Point(3)
    cdef long i, total = 0
    for i in range(5000000):
        p.x = p.x + 1
        total += p.moved(i) + p.shifted(i)
    return total

def k_class_methods():
    p = Point(3)
    for i in range(500000):
        p.plain()
        p.shifted(2)

def k_class_create():
    for i in range(400000):
        Point(i)


def k_list():
    for j in range(20):
        a = []
        for i in range(20000):
            a.append(i)
        total = 0
        for x in a:
            total += x
        b = [x for x in a if x]
        b[3] = a[4]

def k_list_index():
    cdef list a = list(range(1000))
    cdef Py_ssize_t i, j
    total = 0
    for j in range(300):
        for i in range(1000):
            total += a[i]
    return total

def k_dict():
    for j in range(20):
        d = {}
        for i in range(10000):
            d[i] = i
        for k, v in d.items():
            if k in d:
                d[k] = v

def k_str():
    for i in range(200000):
        s = 'abc' + 'def'
        t = s + str(i)
        if t == 'abcdef7' or 'f' in t:
            u = t[1]

def k_format():
    for i in range(200000):
        s = f'{i}:{i + 1} and {"x"}'
        t = '%d-%s' % (i, 'y')


def numbers(n):
    for i in range(n):
        yield i

def k_generator():
    total = 0
    for x in numbers(800000):
        total += x
    return total

def k_generator_expression():
    return sum(x for x in range(800000))


def fail(i):
    raise ValueError(i)

def k_exceptions():
    for i in range(150000):
        try:
            fail(i)
        except ValueError as e:
            pass

def k_try_without():
    n = 0
    for i in range(2000000):
        try:
            n = i
        except ValueError:
            n = 0
    return n


def k_closure():
    def outer(n):
        def inner(x):
            return x + n
        return inner
    for i in range(200000):
        outer(i)(2)


def k_memoryview():
    cdef double[:] view = bytearray_of(8000)
    cdef Py_ssize_t i, j
    cdef double total = 0
    for j in range(3000):
        for i in range(view.shape[0]):
            total += view[i] * 2
            view[i] = total
    return total

def bytearray_of(n):
    return memoryview(bytearray(n)).cast('d')


def k_unpack():
    for i in range(800000):
        a, b = i, 3
        a, b = b, a
        c, d = (a, b)

def k_attributes():
    class Thing:
        pass
    t = Thing()
    t.value = 1
    for i in range(500000):
        t.value = t.value + 1
