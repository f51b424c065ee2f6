# distutils: language = c++
# cython: language_level=3
# What Python code does with objects of a cypclass; seen_class.pyx is the same with an extension type.

cdef cypclass Pair:
    int a
    int b
    __init__(self, int a, int b):
        self.a = a
        self.b = b
    int plus(self, int x):
        return self.a + x
