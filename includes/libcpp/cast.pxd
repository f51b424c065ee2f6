# The casts of C++. dynamic_cast to a reference type throws bad_cast.

cdef extern from * nogil:
    T static_cast[T](void*)
    T dynamic_cast[T](void*) except +
    T reinterpret_cast[T](void*)
    T const_cast[T](void*)
