# cython: language_level=3
"""Small typical loops for bench/run.py: each `k_NAME()` runs for some ten milliseconds."""

cimport cython

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
    n = None
    for i in range(800000):
        try:
            n = one(i)
        except ValueError:
            n = None
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
    pair = (None, 'x')
    triple = [1, 2, 3]
    for i in range(800000):
        a, b = pair
        a, b = b, a
        c, d, e = triple
    return a, b, c, d, e

def k_attributes():
    class Thing:
        pass
    t = Thing()
    t.value = 1
    for i in range(500000):
        t.value = t.value + 1


class Plain:
    kind = 'plain'

    def __init__(self, x):
        self.x = x

    def get(self):
        return self.x

    def set(self, x, scale=1):
        self.x = x * scale

    @property
    def double(self):
        return self.x * 2

    @staticmethod
    def constant():
        return 1

    @classmethod
    def make(cls):
        return cls(1)

def k_python_class_create():
    for i in range(150000):
        Plain(i)

def k_python_methods():
    p = Plain(3)
    for i in range(200000):
        p.set(p.get())
        p.set(i, scale=2)

def k_python_properties():
    p = Plain(3)
    for i in range(300000):
        p.double

def k_python_class_attributes():
    p = Plain(3)
    n = 0
    for i in range(400000):
        if p.kind == 'plain' and Plain.kind is not None:
            n += 1
    return n

def k_static_and_class_methods():
    for i in range(150000):
        Plain.constant()
        Plain.make()


cdef class Node:
    cdef readonly object value
    cdef Node next

    def __cinit__(self, value, Node next=None):
        self.value = value
        self.next = next

    @property
    def size(self):
        return 1

    def __len__(self):
        return 7

    def __getitem__(self, i):
        return i

    def __contains__(self, x):
        return x is None

    def __eq__(self, other):
        return self is other

    def __hash__(self):
        return 5

    def __add__(self, other):
        return self

    def __iter__(self):
        return iter((1, 2, 3))

    def __call__(self, x):
        return x

def k_linked_list():
    cdef Node head, node
    for j in range(20):
        head = None
        for i in range(5000):
            head = Node(i, head)
        node = head
        n = 0
        while node is not None:
            n += 1
            node = node.next

def k_special_methods():
    a = Node(1)
    b = Node(2)
    for i in range(100000):
        len(a)
        a[i]
        None in a
        a == b
        hash(a)
        a + b
        a(i)

def k_class_properties():
    a = Node(1)
    for i in range(300000):
        a.size
        a.value

def k_iterate_object():
    node = Node(1)
    total = 0
    for i in range(100000):
        for x in node:
            total += x
    return total


@cython.freelist(8)
cdef class Vector:
    cdef public double x, y

    def __init__(self, double x, double y):
        self.x = x
        self.y = y

    def __add__(self, Vector other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, double by):
        return Vector(self.x * by, self.y * by)

    cpdef double dot(self, Vector other):
        return self.x * other.x + self.y * other.y

    cdef Vector minus(self, Vector other):
        cdef Vector r = Vector.__new__(Vector)
        r.x = self.x - other.x
        r.y = self.y - other.y
        return r

def k_freelist():
    cdef Vector v = Vector(0, 0), step = Vector(1, 2)
    cdef double total = 0
    for i in range(200000):
        v = v + step
        v = v * 0.5
        v = v.minus(step)
        total += v.dot(step)
    return total

class Derived(Vector):
    def more(self):
        return self.dot(self)

def k_python_subclass():
    v = Derived(1, 2)
    for i in range(200000):
        v.more()


def countdown(n):
    while n > 0:
        got = yield n
        n -= 1

def delegate(n):
    yield from countdown(n)

def k_generator_small():
    for i in range(60000):
        for x in countdown(3):
            pass

def k_generator_delegate():
    for x in delegate(400000):
        pass

def k_generator_send():
    g = countdown(400000)
    next(g)
    for i in range(300000):
        g.send(i)

def k_generator_any():
    for i in range(80000):
        any(x > 2 for x in (1, 2, 3))


def k_dict_iteration():
    d = {i: str(i) for i in range(1000)}
    n = 0
    for j in range(200):
        for key in d:
            n += key
        for value in d.values():
            if value is None:
                n += 1
        for key, value in d.items():
            n += 1
    return n

def k_dict_methods():
    cdef dict d = {}
    for i in range(100000):
        key = i % 100
        d[key] = d.get(key, 0) + 1
        d.setdefault(key, None)
        d.pop('absent', None)
    return len(d)

def k_word_count():
    words = ('the quick brown fox jumps over the lazy dog ' * 200).split()
    for j in range(20):
        counts = {}
        for word in words:
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    return counts

def k_set():
    for j in range(20):
        s = set()
        for i in range(5000):
            s.add(i % 1000)
            if i in s:
                s.discard(i + 1)
        t = {x for x in s if x}
        u = s | t


def k_string_building():
    for j in range(20):
        s = ''
        for i in range(5000):
            s += 'ab'
        parts = []
        for i in range(2000):
            parts.append(str(i))
        t = ','.join(parts)

def k_string_methods():
    text = 'name = value'
    for i in range(100000):
        if text.startswith('name') and not text.endswith('x'):
            left, right = text.split('=')
            left = left.strip().upper()
            right = text.replace('a', 'b')
            at = text.find('=')

def k_string_characters():
    cdef str text = 'abcdefghij' * 100
    n = 0
    for j in range(300):
        for c in text:
            if c == 'e' or c in 'xyz':
                n += 1
    return n

def k_string_slices():
    cdef str text = 'abcdefghij' * 10
    for i in range(300000):
        text[2:5]
        text[i % 50]

def k_bytes():
    cdef bytes data = b'abcdefghij' * 100
    cdef long total = 0
    for j in range(300):
        for c in data:
            total += c
    return total

def k_format_float():
    x = 1.5
    for i in range(100000):
        f'{x:.3f} {i:5d} {x!r}'


def k_python_ints():
    a = 0
    b = 1
    n = 0
    for i in one(range(300000)):
        a = (b * 3 + i) % 1000007
        b = a // 2 - i
        if a > b and i & 1:
            n += a >> 2
    return n

def k_python_floats():
    x = one(0.5)
    y = one(1.5)
    for i in range(500000):
        x = x * 0.5 + y
        y = x / 2.0 - 0.25
    return x

def k_fibonacci():
    return fib(22)

def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

cdef long cfib(long n):
    if n < 2:
        return n
    return cfib(n - 1) + cfib(n - 2)

def k_c_fibonacci():
    return cfib(30)


def k_sort_key():
    items = [(i * 7919) % 10007 for i in range(10000)]
    for j in range(6):
        sorted(items, key=lambda x: -x)
        items.sort(key=lambda x: x)
        items.sort()

def k_lambda():
    add = lambda x, y=1: x + y
    for i in range(300000):
        add(i)

def k_map_filter():
    for j in range(20):
        list(map(one, filter(None, range(5000))))
        sum([x * 2 for x in range(5000)])
        max(range(5000))

def k_enumerate_zip():
    items = list(range(1000))
    n = 0
    for j in range(100):
        for i, x in enumerate(items):
            n += i
        for x, y in zip(items, items):
            n += x
        for x in reversed(items):
            n += x
    return n

def k_list_methods():
    cdef list a = []
    for j in range(100):
        for i in range(2000):
            a.append(i)
        a.extend((1, 2, 3))
        a.reverse()
        while a:
            a.pop()

def k_list_slices():
    cdef list a = list(range(20))
    for i in range(200000):
        a[2:8]
        a[-1]
        a[i % 20]
        a[3] = i

def k_list_object():
    a = one(list(range(1000)))
    total = 0
    for j in range(100):
        for i in range(len(a)):
            total += a[i]
            a[i] = total
        total = 0

def k_tuples():
    for i in range(400000):
        t = (i, i, None)
        t[1]
        len(t)

def k_matrix():
    n = 40
    a = [[i * j for j in range(n)] for i in range(n)]
    c = [[0] * n for i in range(n)]
    for i in range(n):
        for j in range(n):
            total = 0
            for k in range(n):
                total += a[i][k] * a[k][j]
            c[i][j] = total

def k_globals():
    global counter
    counter = 0
    for i in range(500000):
        counter = counter + 1

def k_isinstance():
    n = 0
    for x in [1, 'a', 2.0, None, (), [], {}] * 20000:
        if isinstance(x, int):
            n += 1
        elif isinstance(x, (str, float)):
            n += 2
        elif isinstance(x, Plain):
            n += 3
        elif x is None or type(x) is list:
            n += 4
        elif hasattr(x, 'keys') or getattr(x, 'absent', None):
            n += 5
    return n

def k_try_keyerror():
    d = {}
    for i in range(100000):
        try:
            d['absent']
        except KeyError:
            pass

def k_try_finally():
    n = 0
    for i in range(500000):
        try:
            n = one(i)
        finally:
            two(n)

class Manager:
    def __enter__(self):
        return self
    def __exit__(self, *args):
        return None

def k_with():
    m = Manager()
    for i in range(200000):
        with m:
            pass

def spread(*args, **kwargs):
    return args

def keyword_only(a, *, b=1, c=2):
    return b

def k_call_spread():
    for i in range(200000):
        spread(i, i)
        spread(i, x=i)
        keyword_only(i, b=i)


cdef double total_of(double[:, :] view) nogil:
    cdef Py_ssize_t i, j
    cdef double total = 0
    for i in range(view.shape[0]):
        for j in range(view.shape[1]):
            total += view[i, j]
    return total

def k_memoryview_2d():
    cdef double[:, :] view = memoryview(bytearray(80000)).cast('b').cast('d', (100, 100))
    for i in range(500):
        total_of(view)
        total_of(view[1:, ::2])

def k_memoryview_index():
    cdef int[::1] view = memoryview(bytearray(4000)).cast('i')
    cdef int i, j
    for j in range(5000):
        for i in range(1, 1000):
            view[i] = view[i - 1] + i
    return view[999]

cdef struct Pair:
    int a
    double b

def k_struct_array():
    cdef Pair[100] pairs
    cdef int i, j
    cdef double total = 0
    for j in range(100000):
        for i in range(100):
            pairs[i].a = i + j
            pairs[i].b = pairs[i].a * 0.5
            total += pairs[i].b
    return total

def k_primes():
    cdef int n, i, count = 0
    cdef int[5000] found
    n = 2
    while count < 3000:
        for i in found[:count]:
            if n % i == 0:
                break
        else:
            found[count] = n
            count += 1
        n += 1
    return count

def k_c_division():
    cdef int i, n = 0
    for i in range(1, 3000000):
        n += (i * 7) // 3 + i % 5
    return n
