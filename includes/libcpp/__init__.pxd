# The C++ standard library, one module per header. All of it is for modules compiled as C++.
# `bool` behaves as `bint` and is what the other modules declare.

cdef extern from *:
    ctypedef bint bool
    ctypedef void* nullptr_t
    nullptr_t nullptr
