# cython: language_level=3
# What Python code does with objects of an extension type; seen_cypclass.pyx is the same with a cypclass.

cdef class Pair:
    cdef public int a
    cdef public int b
    def __init__(self, int a, int b):
        self.a = a
        self.b = b
    def plus(self, int x):
        return self.a + x
