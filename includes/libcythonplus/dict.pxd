# cypdict[K, V]: a dictionary without the GIL, in order of insertion.

from cython.operator cimport dereference
from libcpp.atomic cimport atomic
from libcpp.pair cimport pair
from libcpp.unordered_map cimport unordered_map
from libcpp.vector cimport vector
from libcythonplus.iterator cimport cy_key_iterator, cy_keys_view, cy_values_view, cy_items_view

cdef cypclass cypdict[K, V]:
    """Keys and values in an array, and where each key is. Deleting an item moves the last one into
    its place. It cannot change its shape while it is iterated over."""
    ctypedef K key_type
    ctypedef V value_type
    ctypedef pair[K, V] item_type
    ctypedef vector[pair[K, V]].size_type size_type
    ctypedef vector[pair[K, V]].const_iterator position_type
    ctypedef cy_key_iterator[cypdict[K, V], position_type, K] iterator
    ctypedef cy_keys_view[cypdict[K, V], position_type, K] keys_view
    ctypedef cy_values_view[cypdict[K, V], position_type, V] values_view
    ctypedef cy_items_view[cypdict[K, V], position_type, item_type] items_view

    vector[pair[K, V]] _items
    unordered_map[K, size_type] _indices
    mutable atomic[int] _active_iterators

    __init__(self):
        self._active_iterators.store(0)

    # Raises when the dictionary is being iterated over.
    void _check_shape(const self) except ~:
        if self._active_iterators.load() != 0:
            with gil:
                raise RuntimeError("Modifying a dictionary with active iterators")

    V __getitem__(const self, K key) except ~:
        it = self._indices.const_find(key)
        if it == self._indices.const_end():
            with gil:
                raise KeyError("Getting nonexistent item")
        return self._items[dereference(it).second].second

    void __setitem__(self, K key, V value) except ~:
        it = self._indices.find(key)
        if it != self._indices.end():
            self._items[dereference(it).second].second = value
            return
        self._check_shape()
        self._indices[key] = self._items.size()
        self._items.push_back(item_type(key, value))

    void __delitem__(self, K key) except ~:
        cdef size_type index
        cdef size_type last
        it = self._indices.find(key)
        if it == self._indices.end():
            with gil:
                raise KeyError("Deleting nonexistent item")
        self._check_shape()
        index = dereference(it).second
        last = self._items.size() - 1
        self._indices.erase(it)
        if index < last:
            self._items[index] = self._items[last]
            self._indices[self._items[index].first] = index
        self._items.pop_back()

    void update(self, const cypdict[K, V] other) except ~:
        cdef size_type i
        for i in range(other._items.size()):
            self[other._items[i].first] = other._items[i].second

    void clear(self) except ~:
        self._check_shape()
        self._items.clear()
        self._indices.clear()

    iterator begin(const self):
        return iterator(self._items.const_begin(), <cypdict[K, V]> self, &self._active_iterators)

    iterator end(const self):
        return iterator(self._items.const_end())

    size_type __len__(const self):
        return self._items.size()

    bint __contains__(const self, K key):
        return self._indices.count(key) != 0

    keys_view keys(const self):
        return keys_view(self._items.const_begin(), self._items.const_end(), <cypdict[K, V]> self,
                         &self._active_iterators)

    values_view values(const self):
        return values_view(self._items.const_begin(), self._items.const_end(), <cypdict[K, V]> self,
                           &self._active_iterators)

    items_view items(const self):
        return items_view(self._items.const_begin(), self._items.const_end(), <cypdict[K, V]> self,
                          &self._active_iterators)
