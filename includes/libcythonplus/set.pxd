# cypset[T]: a set without the GIL, of C values or cypclass objects.

from libcythonplus.array cimport busy_error, key_error
from libcythonplus.flat cimport flat_set
from libcythonplus.iterator cimport iterator_count, cy_iterator

cdef cypclass cypset[V]:
    """A flat hash table. It cannot change its shape while it is iterated over."""
    ctypedef V value_type
    ctypedef size_t size_type
    ctypedef flat_set[V].const_iterator position_type
    ctypedef cy_iterator[cypset[V], position_type, V] iterator

    flat_set[V] _elements
    mutable iterator_count _active_iterators

    __init__(self):
        pass

    # ---- elements

    void add(self, V value) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a set with active iterators")
        self._elements.add(value)

    @staticmethod
    void _missing(V value, const char *words) except *:
        raise KeyError(value)

    void remove(self, V value) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a set with active iterators")
        if not self._elements.discard(value):
            cypset[V]._missing(value, "Element not in set")

    void discard(self, V value) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a set with active iterators")
        self._elements.discard(value)

    V pop(self) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a set with active iterators")
        cdef size_type count = self._elements.size()
        if count == 0:
            key_error("pop from an empty set")
        value = self._elements[count - 1]
        self._elements.remove(count - 1)
        return value

    void clear(self) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a set with active iterators")
        self._elements.clear()

    size_type __len__(const self) noexcept:
        return self._elements.size()

    bint __bool__(const self) noexcept:
        return self._elements.size() != 0

    bint __contains__(const self, V value):
        return self._elements.has(value)

    # ---- comparisons

    bint isdisjoint(const self, const cypset[V] other):
        if self._elements.size() > other._elements.size():
            return other.isdisjoint(self)
        for value in self._elements:
            if other._elements.has(value):
                return False
        return True

    bint issubset(const self, const cypset[V] other):
        if self._elements.size() > other._elements.size():
            return False
        for value in self._elements:
            if not other._elements.has(value):
                return False
        return True

    bint issuperset(const self, const cypset[V] other):
        return other.issubset(self)

    bint __eq__(const self, const cypset[V] other):
        return self._elements.size() == other._elements.size() and self.issubset(other)

    bint __ne__(const self, const cypset[V] other):
        return self._elements.size() != other._elements.size() or not self.issubset(other)

    size_t __hash__(const self):
        """Of what is in it, in whatever order: a set that is a key must not be changed."""
        return self._elements.hash()

    bint __le__(const self, const cypset[V] other):
        return self.issubset(other)

    bint __lt__(const self, const cypset[V] other):
        return self._elements.size() < other._elements.size() and self.issubset(other)

    bint __ge__(const self, const cypset[V] other):
        return other.issubset(self)

    bint __gt__(const self, const cypset[V] other):
        return other._elements.size() < self._elements.size() and other.issubset(self)

    # ---- combinations

    cypset[V] copy(const self) except ~:
        result = cypset[V]()
        result._elements.copy(self._elements)
        return result

    # The steps behind the in-place operators, without looking for iterators.

    void _unite(self, const cypset[V] other) except ~:
        for value in other._elements:
            self._elements.add(value)

    void _intersect(self, const cypset[V] other) except ~:
        cdef size_type at = self._elements.size()
        while at != 0:
            at -= 1
            if not other._elements.has(self._elements[at]):
                self._elements.remove(at)

    void _subtract(self, const cypset[V] other) except ~:
        if <const cypset[V]> self is other:
            self._elements.clear()
            return
        for value in other._elements:
            self._elements.discard(value)

    void _toggle(self, const cypset[V] other) except ~:
        if <const cypset[V]> self is other:
            self._elements.clear()
            return
        for value in other._elements:
            if not self._elements.discard(value):
                self._elements.add(value)

    cypset[V] __or__(const self, const cypset[V] other) except ~:
        result = self.copy()
        result._unite(other)
        return result

    cypset[V] __and__(const self, const cypset[V] other) except ~:
        result = self.copy()
        result._intersect(other)
        return result

    cypset[V] __sub__(const self, const cypset[V] other) except ~:
        result = self.copy()
        result._subtract(other)
        return result

    cypset[V] __xor__(const self, const cypset[V] other) except ~:
        result = self.copy()
        result._toggle(other)
        return result

    cypset[V] union(const self, const cypset[V] other) except ~:
        return self | other

    cypset[V] intersection(const self, const cypset[V] other) except ~:
        return self & other

    cypset[V] difference(const self, const cypset[V] other) except ~:
        return self - other

    cypset[V] symmetric_difference(const self, const cypset[V] other) except ~:
        return self ^ other

    # ---- in place

    cypset[V] __ior__(self, const cypset[V] other) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a set with active iterators")
        self._unite(other)
        return self

    cypset[V] __iand__(self, const cypset[V] other) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a set with active iterators")
        self._intersect(other)
        return self

    cypset[V] __isub__(self, const cypset[V] other) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a set with active iterators")
        self._subtract(other)
        return self

    cypset[V] __ixor__(self, const cypset[V] other) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a set with active iterators")
        self._toggle(other)
        return self

    cypset[V] update(self, const cypset[V] other) except ~:
        self |= other
        return self

    cypset[V] intersection_update(self, const cypset[V] other) except ~:
        self &= other
        return self

    cypset[V] difference_update(self, const cypset[V] other) except ~:
        self -= other
        return self

    cypset[V] symmetric_difference_update(self, const cypset[V] other) except ~:
        self ^= other
        return self

    # ---- iteration

    iterator begin(const self) noexcept:
        return iterator(self._elements.begin(), <cypset[V]> self, &self._active_iterators)

    position_type end(const self) noexcept:
        return self._elements.end()
