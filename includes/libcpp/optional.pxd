# <optional>, C++17: a value or none.

from libcpp cimport bool

cdef extern from "<optional>" namespace "std" nogil:
    cppclass nullopt_t:
        nullopt_t()

    nullopt_t nullopt

    cppclass optional[T]:
        ctypedef T value_type

        optional()
        optional(nullopt_t)
        optional(optional&) except +
        optional(T&) except +

        optional& operator=(optional&)
        optional& operator=[U](U&)

        T& emplace(...)
        void swap(optional&)

        bool has_value()
        T& value() except +
        T& value_or[U](U& default_value)
        void reset()

        T& operator*()

        bool operator==[U](optional&, U&)
        bool operator!=[U](optional&, U&)
        bool operator<[U](optional&, U&)
        bool operator>[U](optional&, U&)
        bool operator<=[U](optional&, U&)
        bool operator>=[U](optional&, U&)
        bool operator!()
        bool operator bool()

    optional[T] make_optional[T](...) except +
