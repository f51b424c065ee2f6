# What cyplist[iso T] and cypdict[K, iso T] are: containers that never copy an item.
#
# Items come in by 'consume' and go out by 'pop', or by 'consume x[i]', which leaves NULL. 'x[i]' alone is the item in its place.
# There is no loop over the items, nor anything else that would need a second reference to one.

from libcythonplus.array cimport array, busy_error, index_error
from libcythonplus.flat cimport flat_map
from libcythonplus.iterator cimport iterator_count, cy_key_iterator, cy_keys_view

cdef cypclass cyplist[V]:
    """A growing array of isolated objects."""
    ctypedef V value_type
    ctypedef size_t size_type

    array[V] _elements

    __init__(self):
        pass

    void __setitem__(self, size_type index, V value) except ~:
        if index >= self._elements.size():
            index_error("Setting list index out of range")
        self._elements[index] = consume value

    void __delitem__(self, size_type index) except ~:
        if index >= self._elements.size():
            index_error("Deleting list index out of range")
        self._elements.remove(index)

    void append(self, V value) except ~:
        self._elements.append(consume value)

    void insert(self, size_type index, V value) except ~:
        if index > self._elements.size():
            index_error("Inserting list index out of range")
        self._elements.insert(index, consume value)

    V pop(self) except ~:
        cdef size_type size = self._elements.size()
        if size == 0:
            index_error("pop from empty list")
        value = consume self._elements[size - 1]
        self._elements.remove(size - 1)
        return consume value

    V pop(self, size_type index) except ~:
        if index >= self._elements.size():
            index_error("pop index out of range")
        value = consume self._elements[index]
        self._elements.remove(index)
        return consume value

    void swap(self, size_type i, size_type j) except ~:
        """Exchanges two items, in use or not."""
        if i >= self._elements.size() or j >= self._elements.size():
            index_error("Swapping list index out of range")
        self._elements.exchange(i, j)

    void clear(self):
        self._elements.clear()

    size_type __len__(const self) noexcept:
        return self._elements.size()

    bint __bool__(const self) noexcept:
        return self._elements.size() != 0


cdef cypclass cypdict[K, V]:
    """A flat hash table of isolated objects, in order of insertion. Taking an item out moves the last one into its place.
    It cannot change its shape while its keys are iterated over."""
    ctypedef K key_type
    ctypedef V value_type
    ctypedef size_t size_type
    ctypedef flat_map[K, V].const_iterator position_type
    ctypedef cy_key_iterator[cypdict[K, V], position_type, K] iterator
    ctypedef cy_keys_view[cypdict[K, V], position_type, K] keys_view

    flat_map[K, V] _items
    mutable iterator_count _active_iterators

    __init__(self):
        pass

    @staticmethod
    void _missing(K key, const char *words) except *:
        raise KeyError(key)

    void __setitem__(self, K key, V value) except ~:
        self._items.set(key, consume value, self._active_iterators, "Modifying a dictionary with active iterators")

    void __delitem__(self, K key) except ~:
        cdef size_type at = self._items.find(key)
        if at == self._items.size():
            cypdict[K, V]._missing(key, "Deleting nonexistent item")
        if self._active_iterators.busy():
            busy_error("Modifying a dictionary with active iterators")
        self._items.remove(at)

    V pop(self, K key) except ~:
        cdef size_type at = self._items.find(key)
        if at == self._items.size():
            cypdict[K, V]._missing(key, "Popping nonexistent item")
        if self._active_iterators.busy():
            busy_error("Modifying a dictionary with active iterators")
        value = consume self._items[at].second
        self._items.remove(at)
        return consume value

    void clear(self) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a dictionary with active iterators")
        self._items.clear()

    iterator begin(const self) noexcept:
        return iterator(self._items.begin(), <cypdict[K, V]> self, &self._active_iterators)

    position_type end(const self) noexcept:
        return self._items.end()

    size_type __len__(const self) noexcept:
        return self._items.size()

    bint __bool__(const self) noexcept:
        return self._items.size() != 0

    bint __contains__(const self, K key):
        return self._items.has(key)

    keys_view keys(const self) noexcept:
        return keys_view(self._items.begin(), self._items.end(), <cypdict[K, V]> self,
                         &self._active_iterators)
