# cyplist[T]: a list without the GIL, of C values or cypclass objects.

from libcythonplus.array cimport array, busy_error, index_error, value_error
from libcythonplus.isolated cimport cyplist as _isolated_cyplist
from libcythonplus.iterator cimport iterator_count, cy_iterator

cdef cypclass cyplist[V]:
    """A growing array. It cannot change its shape while it is iterated over."""
    # A negative index is a number near the largest one, to which the size is added where others are refused.
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
            index += self._elements.size()
            if index >= self._elements.size():
                index_error("Getting list index out of range")
        return self._elements[index]

    void __setitem__(self, size_type index, V value) except ~:
        if index >= self._elements.size():
            index += self._elements.size()
            if index >= self._elements.size():
                index_error("Setting list index out of range")
        self._elements[index] = value

    void __delitem__(self, size_type index) except ~:
        if index >= self._elements.size():
            index += self._elements.size()
            if index >= self._elements.size():
                index_error("Deleting list index out of range")
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.remove(index)

    void append(self, V value) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.append(value)

    void insert(self, Py_ssize_t index, V value) except ~:
        """Before the item with this index; beyond an end at the end."""
        cdef Py_ssize_t size = <Py_ssize_t> self._elements.size()
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        if index < 0:
            index = max(index + size, 0)
        self._elements.insert(<size_type> min(index, size), value)

    V pop(self) except ~:
        cdef size_type size = self._elements.size()
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        if size == 0:
            index_error("pop from empty list")
        value = self._elements[size - 1]
        self._elements.remove(size - 1)
        return value

    V pop(self, size_type index) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        if index >= self._elements.size():
            index += self._elements.size()
            if index >= self._elements.size():
                index_error("pop index out of range" if self._elements.size() else "pop from empty list")
        value = self._elements[index]
        self._elements.remove(index)
        return value

    void remove(self, V value) except ~:
        cdef size_type i
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        for i in range(self._elements.size()):
            if self._elements[i] == value:
                self._elements.remove(i)
                return
        value_error("list.remove(x): x not in list")

    Py_ssize_t index(const self, V value) except ~:
        cdef size_type i
        for i in range(self._elements.size()):
            if self._elements[i] == value:
                return i
        value_error("value is not in list")
        return 0

    Py_ssize_t count(const self, V value):
        cdef size_type i
        cdef Py_ssize_t found = 0
        for i in range(self._elements.size()):
            if self._elements[i] == value:
                found += 1
        return found

    void extend(self, const cyplist[V] other) except ~:
        self += other

    cyplist[V] copy(const self) except ~:
        result = cyplist[V]()
        result._elements.extend(self._elements)
        return result

    void reverse(self) noexcept:
        cdef size_type i, size = self._elements.size()
        for i in range(size // 2):
            self._elements.exchange(i, size - 1 - i)

    void sort(self, bint reverse=False) except ~:
        """Keeps the order of equal items, in either direction, as Python's does; an exception leaves the list as it was."""
        cdef array[V] items, merged
        cdef size_type n = self._elements.size(), width = 8, start, middle, end, i, j, at
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        if self._elements.sort(reverse):
            return
        items.extend(self._elements)
        # What is compared stays in variables, so that references are counted once and not for each comparison.
        for start in range(0, n, 8):
            end = start + 8 if n - start > 8 else n
            for i in range(start + 1, end):
                right = items[i]
                j = i
                while j > start and (items[j - 1] < right if reverse else right < items[j - 1]):
                    items.exchange(j - 1, j)
                    j -= 1
        if width < n:
            merged.fill(n)
        while width < n:
            start = 0
            while start < n:
                middle = start + width if n - start > width else n
                end = middle + width if n - middle > width else n
                i = start
                j = middle
                at = start
                if j < end:
                    left = items[i]
                    right = items[j]
                    while True:
                        if left < right if reverse else right < left:
                            merged.take(at, items, j)
                            at += 1
                            j += 1
                            if j == end:
                                break
                            right = items[j]
                        else:
                            merged.take(at, items, i)
                            at += 1
                            i += 1
                            if i == middle:
                                break
                            left = items[i]
                while i < middle:
                    merged.take(at, items, i)
                    at += 1
                    i += 1
                while j < end:
                    merged.take(at, items, j)
                    at += 1
                    j += 1
                start = end
            items.swap(merged)
            width *= 2
        self._elements.swap(items)

    # `list[start:end:step]`; the library's `absent` stands for what is not there.
    cyplist[V] __getslice__(const self, Py_ssize_t start, Py_ssize_t end, Py_ssize_t step) except ~:
        result = cyplist[V]()
        result._elements.slice(self._elements, start, end, step)
        return result

    void __setslice__(self, Py_ssize_t start, Py_ssize_t end, const cyplist[V] values) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.replace(start, end, values._elements)

    void __setslice__(self, Py_ssize_t start, Py_ssize_t end, Py_ssize_t step, const cyplist[V] values) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.put(start, end, step, values._elements)

    void __delslice__(self, Py_ssize_t start, Py_ssize_t end, Py_ssize_t step) except ~:
        if self._active_iterators.busy():
            busy_error("Modifying a list with active iterators")
        self._elements.cut(start, end, step)

    bint __eq__(const self, const cyplist[V] other):
        cdef size_type i
        if self._elements.size() != other._elements.size():
            return False
        for i in range(self._elements.size()):
            if not self._elements[i] == other._elements[i]:
                return False
        return True

    bint __ne__(const self, const cyplist[V] other):
        return not self == other

    size_t __hash__(const self):
        """Of what is in it: a list that is a key must not be changed."""
        return self._elements.hash()

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

    bint __bool__(const self) noexcept:
        return self._elements.size() != 0

    bint __contains__(const self, V value):
        cdef size_type i
        for i in range(self._elements.size()):
            if self._elements[i] == value:
                return True
        return False
