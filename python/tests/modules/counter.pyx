# An active object, for tests of where the runtime library comes from.


cdef cypclass Counter activable:
    long n

    __init__(self):
        self.n = 0

    long add(self, long by):
        self.n += by
        return self.n


def count(long n):
    cdef long i, last = 0
    counter = activate(consume Counter())
    with nogil:
        for i in range(n):
            last = counter.add(i).get()
    return last
