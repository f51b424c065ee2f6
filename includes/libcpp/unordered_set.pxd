# <unordered_set>: hashed sets, of unique or of repeated keys.

from libcpp.utility cimport pair

cdef extern from "<unordered_set>" namespace "std" nogil:
    cppclass unordered_set[T, HASH=*, PRED=*, ALLOCATOR=*]:
        ctypedef T value_type
        ctypedef size_t size_type
        ctypedef ptrdiff_t difference_type

        cppclass const_iterator

        cppclass iterator:
            iterator() except +
            iterator(iterator&) except +
            value_type& operator*()
            iterator operator++()
            iterator operator++(int)
            iterator operator--()
            iterator operator--(int)
            bint operator==(iterator)
            bint operator==(const_iterator)
            bint operator!=(iterator)
            bint operator!=(const_iterator)

        cppclass const_iterator:
            const_iterator() except +
            const_iterator(iterator&) except +
            operator=(iterator&) except +
            const value_type& operator*()
            const_iterator operator++()
            const_iterator operator++(int)
            const_iterator operator--()
            const_iterator operator--(int)
            bint operator==(iterator)
            bint operator==(const_iterator)
            bint operator!=(iterator)
            bint operator!=(const_iterator)

        unordered_set() except +
        void __init__[It](It, It) except +
        unordered_set(unordered_set&) except +

        iterator begin()
        iterator end()
        const_iterator cbegin()
        const_iterator cend()
        const_iterator const_begin "begin"()
        const_iterator const_end "end"()

        bint empty()
        size_t size()
        size_t max_size()
        void reserve(size_t)
        void clear()

        pair[iterator, bint] insert(const T&) except +
        iterator insert(const_iterator, const T&) except +
        void insert[InputIt](InputIt, InputIt) except +
        iterator erase(iterator)
        iterator erase(const_iterator, const_iterator)
        size_t erase(const T&)
        iterator const_erase "erase"(const_iterator)
        void swap(unordered_set&)

        iterator find(const T&)
        const_iterator const_find "find"(const T&)
        size_t count(const T&)
        bint contains(const T&)
        pair[iterator, iterator] equal_range(const T&)
        pair[const_iterator, const_iterator] const_equal_range "equal_range"(const T&)

        size_t bucket_count()
        size_t max_bucket_count()
        size_t bucket_size(size_t)
        size_t bucket(const T&)
        float load_factor()
        void max_load_factor(float)
        float max_load_factor()
        void rehash(size_t)

        bint operator==(unordered_set&, unordered_set&)
        bint operator!=(unordered_set&, unordered_set&)

    cppclass unordered_multiset[T, HASH=*, PRED=*, ALLOCATOR=*]:
        ctypedef T value_type
        ctypedef size_t size_type
        ctypedef ptrdiff_t difference_type

        cppclass const_iterator

        cppclass iterator:
            iterator() except +
            iterator(iterator&) except +
            value_type& operator*()
            iterator operator++()
            iterator operator++(int)
            bint operator==(iterator)
            bint operator==(const_iterator)
            bint operator!=(iterator)
            bint operator!=(const_iterator)

        cppclass const_iterator:
            const_iterator() except +
            const_iterator(iterator&) except +
            operator=(iterator&) except +
            const value_type& operator*()
            const_iterator operator++()
            const_iterator operator++(int)
            bint operator==(iterator)
            bint operator==(const_iterator)
            bint operator!=(iterator)
            bint operator!=(const_iterator)

        unordered_multiset() except +
        void __init__[It](It, It) except +
        unordered_multiset(unordered_multiset&) except +

        iterator begin()
        iterator end()
        const_iterator cbegin()
        const_iterator cend()
        const_iterator const_begin "begin"()
        const_iterator const_end "end"()

        bint empty()
        size_t size()
        size_t max_size()
        void reserve(size_t)
        void clear()

        iterator insert(const T&) except +
        iterator insert(const_iterator, const T&) except +
        void insert[InputIt](InputIt, InputIt) except +
        iterator erase(iterator)
        iterator erase(const_iterator, const_iterator)
        size_t erase(const T&)
        iterator const_erase "erase"(const_iterator)
        void swap(unordered_multiset&)

        iterator find(const T&)
        const_iterator const_find "find"(const T&)
        size_t count(const T&)
        bint contains(const T&)
        pair[iterator, iterator] equal_range(const T&)
        pair[const_iterator, const_iterator] const_equal_range "equal_range"(const T&)

        size_t bucket_count()
        size_t max_bucket_count()
        size_t bucket_size(size_t)
        size_t bucket(const T&)
        float load_factor()
        void max_load_factor(float)
        float max_load_factor()
        void rehash(size_t)

        bint operator==(unordered_multiset&, unordered_multiset&)
        bint operator!=(unordered_multiset&, unordered_multiset&)
