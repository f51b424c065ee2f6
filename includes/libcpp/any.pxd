# <any>, C++17: a value of any type that can be copied.

from libcpp cimport bool
from libcpp.typeinfo cimport type_info

cdef extern from "<any>" namespace "std" nogil:
    cppclass any:
        any()
        any(any&) except +
        any& operator=(any&) except +
        any& operator=[U](U&) except +
        T& emplace[T](...) except +
        void swap(any&)
        void reset()
        bool has_value()
        type_info& type()

    T any_cast[T](any&) except +
