# <span>, C++20: a view of items that lie side by side in memory.

from libcpp.vector cimport vector

cdef extern from "<span>" namespace "std" nogil:
    size_t dynamic_extent

    cppclass span[T]:
        ctypedef T value_type
        ctypedef size_t size_type
        ctypedef ptrdiff_t difference_type

        cppclass iterator:
            iterator() except +
            iterator(iterator&) except +

            T& operator*()
            iterator operator++()
            iterator operator++(int)
            iterator operator--()
            iterator operator--(int)
            iterator operator+(size_type)
            iterator operator-(size_type)
            difference_type operator-(iterator)

            bint operator==(iterator)
            bint operator!=(iterator)
            bint operator<(iterator)
            bint operator>(iterator)
            bint operator<=(iterator)
            bint operator>=(iterator)

        cppclass reverse_iterator:
            reverse_iterator() except +
            reverse_iterator(reverse_iterator&) except +

            T& operator*()
            reverse_iterator operator++()
            reverse_iterator operator++(int)
            reverse_iterator operator--()
            reverse_iterator operator--(int)
            reverse_iterator operator+(size_type)
            reverse_iterator operator-(size_type)
            difference_type operator-(iterator)

            bint operator==(reverse_iterator)
            bint operator!=(reverse_iterator)
            bint operator<(reverse_iterator)
            bint operator>(reverse_iterator)
            bint operator<=(reverse_iterator)
            bint operator>=(reverse_iterator)

        size_t extent

        span()
        span(T*, size_type) except +
        span(T*, T*) except +
        span(vector&)
        span(span&)

        iterator begin()
        iterator end()
        reverse_iterator rbegin()
        reverse_iterator rend()

        bint empty()
        size_type size()

        T& operator[](ssize_t)
        T& front()
        T& back()
        T* data()
        span[T] first(size_type)
        span[T] last(size_type)
        span[T] subspan(size_type)
        span[T] subspan(size_type, size_type)
