# cyplist[T]: a list without the GIL, of C values or cypclass objects.

from libcythonplus.array cimport array, busy_error, index_error
from libcythonplus.isolated cimport cyplist as _isolated_cyplist
from libcythonplus.iterator cimport iterator_count, cy_iterator

cdef cypclass cyplist[V]:
    """A growing array. It cannot change its shape while it is iterated over."""
    ctypedef V value_type
    ctypedef size_t size_type
    ctypedef array[V].const_iterator position_type
    ctypedef cy_iterator[cyplist[V], position_type, V] iterator

    array[V] _elements
    mutable iterator_count _active_iterators

    __init__(self):
        pass

    V __getitem__(const self, size_type index) except ~:
        if index >= self._elements.size():
            index_error("Getting list index out of range")
        return self._elements[index]

    void __setitem__(self, size_type index, V value) except ~:
        if index >= self._elements.size():
            index_error("Setting list index out of range")
        self._elements[index] = value

    void __delitem__(self, size_type index) except ~:
        if index >= self._elements.size():
            index_error("Deleting list index out of range")
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.remove(index)

    void append(self, V value) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.append(value)

    void insert(self, size_type index, V value) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        if index > self._elements.size():
            index_error("Inserting list index out of range")
        self._elements.insert(index, value)

    void clear(self) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.clear()

    cyplist[V] __add__(const self, const cyplist[V] other) except ~:
        result = cyplist[V]()
        result._elements.reserve(self._elements.size() + other._elements.size())
        result._elements.extend(self._elements)
        result._elements.extend(other._elements)
        return result

    cyplist[V] __iadd__(self, const cyplist[V] other) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.extend(other._elements)
        return self

    cyplist[V] __mul__(const self, size_type n) except ~:
        result = cyplist[V]()
        if n > 0:
            result._elements.extend(self._elements)
            result._elements.repeat(n)
        return result

    cyplist[V] __imul__(self, size_type n) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.repeat(n)
        return self

    iterator begin(const self) noexcept:
        return iterator(self._elements.cbegin(), <cyplist[V]> self, &self._active_iterators)

    position_type end(const self) noexcept:
        return self._elements.cend()

    size_type __len__(const self) noexcept:
        return self._elements.size()

    bint __contains__(const self, V value):
        cdef size_type i
        for i in range(self._elements.size()):
            if self._elements[i] == value:
                return True
        return False
