# cypdict[K, V]: a dictionary without the GIL, in order of insertion.

from libcpp.pair cimport pair
from libcythonplus.array cimport busy_error, key_error
from libcythonplus.flat cimport flat_map
from libcythonplus.isolated cimport cypdict as _isolated_cypdict
from libcythonplus.iterator cimport iterator_count, cy_key_iterator, cy_keys_view
from libcythonplus.iterator cimport cy_values_view, cy_items_view

cdef cypclass cypdict[K, V]:
    """A flat hash table. Deleting an item moves the last one into its place. It cannot change its shape while
    it is iterated over."""
    ctypedef K key_type
    ctypedef V value_type
    ctypedef pair[K, V] item_type
    ctypedef size_t size_type
    ctypedef flat_map[K, V].const_iterator position_type
    ctypedef cy_key_iterator[cypdict[K, V], position_type, K] iterator
    ctypedef cy_keys_view[cypdict[K, V], position_type, K] keys_view
    ctypedef cy_values_view[cypdict[K, V], position_type, V] values_view
    ctypedef cy_items_view[cypdict[K, V], position_type, item_type] items_view

    flat_map[K, V] _items
    mutable iterator_count _active_iterators

    __init__(self):
        pass

    # The key as Python shows it. Where it is none of Python's values, the compiler puts the words in its place.
    @staticmethod
    void _missing(K key, const char *words) except *:
        raise KeyError(key)

    V __getitem__(const self, K key) except ~:
        cdef size_type at = self._items.find(key)
        if at == self._items.size():
            cypdict[K, V]._missing(key, "Getting nonexistent item")
        return self._items[at].second

    void __setitem__(self, K key, V value) except ~:
        self._items.set(key, value, self._active_iterators, "Modifying a dictionary with active iterators")

    void __delitem__(self, K key) except ~:
        cdef size_type at = self._items.find(key)
        if at == self._items.size():
            cypdict[K, V]._missing(key, "Deleting nonexistent item")
        if self._active_iterators.busy():
            busy_error("Modifying a dictionary with active iterators")
        self._items.remove(at)

    V get(const self, K key) except ~:
        """The value, or NULL: for values that are objects. Others need a default."""
        cdef size_type at = self._items.find(key)
        if at == self._items.size():
            return NULL
        return self._items[at].second

    V get(const self, K key, V default) except ~:
        cdef size_type at = self._items.find(key)
        if at == self._items.size():
            return default
        return self._items[at].second

    V setdefault(self, K key, V value) except ~:
        cdef size_type at = self._items.find(key)
        if at == self._items.size():
            self._items.set(key, value, self._active_iterators, "Modifying a dictionary with active iterators")
            return value
        return self._items[at].second

    V pop(self, K key) except ~:
        cdef size_type at = self._items.find(key)
        if at == self._items.size():
            cypdict[K, V]._missing(key, "Popping nonexistent item")
        if self._active_iterators.busy():
            busy_error("Modifying a dictionary with active iterators")
        value = self._items[at].second
        self._items.remove(at)
        return value

    V pop(self, K key, V default) except ~:
        cdef size_type at = self._items.find(key)
        if at == self._items.size():
            return default
        if self._active_iterators.busy():
            busy_error("Modifying a dictionary with active iterators")
        value = self._items[at].second
        self._items.remove(at)
        return value

    pair[K, V] popitem(self) except ~:
        """The item that came last."""
        cdef size_type size = self._items.size()
        cdef pair[K, V] item
        if self._active_iterators.busy():
            busy_error("Modifying a dictionary with active iterators")
        if size == 0:
            key_error("popitem(): dictionary is empty")
        item.first = self._items[size - 1].first
        item.second = self._items[size - 1].second
        self._items.remove(size - 1)
        return item

    cypdict[K, V] copy(const self) except ~:
        result = cypdict[K, V]()
        result.update(self)
        return result

    bint __eq__(const self, const cypdict[K, V] other):
        cdef size_type i, at
        if self._items.size() != other._items.size():
            return False
        for i in range(self._items.size()):
            at = other._items.find(self._items[i].first)
            if at == other._items.size() or not self._items[i].second == other._items[at].second:
                return False
        return True

    bint __ne__(const self, const cypdict[K, V] other):
        return not self == other

    size_t __hash__(const self):
        """Of its keys, in whatever order: a dictionary that is a key must not be changed."""
        return self._items.hash()

    void update(self, const cypdict[K, V] other) except ~:
        cdef size_type i
        for i in range(other._items.size()):
            self[other._items[i].first] = other._items[i].second

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

    values_view values(const self) noexcept:
        return values_view(self._items.begin(), self._items.end(), <cypdict[K, V]> self,
                           &self._active_iterators)

    items_view items(const self) noexcept:
        return items_view(self._items.begin(), self._items.end(), <cypdict[K, V]> self,
                          &self._active_iterators)
