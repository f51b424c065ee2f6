# cyplist[T]: a list without the GIL, of C values or cypclass objects.

from libcpp.atomic cimport atomic
from libcpp.vector cimport vector
from libcythonplus.iterator cimport cy_iterator

cdef cypclass cyplist[V]:
    """A growing array. It cannot change its shape while it is iterated over."""
    ctypedef V value_type
    ctypedef vector[V].size_type size_type
    ctypedef cy_iterator[cyplist[V], vector[V].const_iterator, V] iterator

    vector[V] _elements
    mutable atomic[int] _active_iterators

    __init__(self):
        self._active_iterators.store(0)

    # Raises when the list is being iterated over.
    void _check_shape(const self) except ~:
        if self._active_iterators.load() != 0:
            with gil:
                raise RuntimeError("Modifying a list with active iterators")

    V __getitem__(const self, size_type index) except ~:
        if index >= self._elements.size():
            with gil:
                raise IndexError("Getting list index out of range")
        return self._elements[index]

    void __setitem__(self, size_type index, V value) except ~:
        if index >= self._elements.size():
            with gil:
                raise IndexError("Setting list index out of range")
        self._elements[index] = value

    void __delitem__(self, size_type index) except ~:
        if index >= self._elements.size():
            with gil:
                raise IndexError("Deleting list index out of range")
        self._check_shape()
        self._elements.erase(self._elements.begin() + index)

    void append(self, V value) except ~:
        self._check_shape()
        self._elements.push_back(value)

    void insert(self, size_type index, V value) except ~:
        self._check_shape()
        if index > self._elements.size():
            with gil:
                raise IndexError("Inserting list index out of range")
        self._elements.insert(self._elements.begin() + index, value)

    void clear(self) except ~:
        self._check_shape()
        self._elements.clear()

    # Appends the elements of another list (which may be this one).
    void _extend(self, const cyplist[V] other) except ~:
        cdef size_type i
        cdef size_type count = other._elements.size()
        self._elements.reserve(self._elements.size() + count)
        for i in range(count):
            self._elements.push_back(other._elements[i])

    cyplist[V] __add__(const self, const cyplist[V] other) except ~:
        result = cyplist[V]()
        result._extend(self)
        result._extend(other)
        return result

    cyplist[V] __iadd__(self, const cyplist[V] other) except ~:
        self._check_shape()
        self._extend(other)
        return self

    cyplist[V] __mul__(const self, size_type n) except ~:
        cdef size_type i
        result = cyplist[V]()
        for i in range(n):
            result._extend(self)
        return result

    cyplist[V] __imul__(self, size_type n) except ~:
        cdef size_type i, j
        cdef size_type count = self._elements.size()
        self._check_shape()
        if n == 0:
            self._elements.clear()
            return self
        self._elements.reserve(count * n)
        for i in range(1, n):
            for j in range(count):
                self._elements.push_back(self._elements[j])
        return self

    iterator begin(const self):
        return iterator(self._elements.const_begin(), <cyplist[V]> self, &self._active_iterators)

    iterator end(const self):
        return iterator(self._elements.const_end())

    size_type __len__(const self):
        return self._elements.size()

    bint __contains__(const self, V value):
        cdef size_type i
        for i in range(self._elements.size()):
            if self._elements[i] == value:
                return True
        return False
