# The arrays that hold the elements of our containers.
#
# What does not depend on the type of the elements is code of its own, so that instances for many types cost the C++
# compiler little. Running out of memory raises MemoryError: no C++ exception
# leaves these classes but that of `at`.

from libc.stddef cimport ptrdiff_t

cdef extern from * nogil:
    """
    #include <cstddef>
    #include <cstdlib>
    #include <cstring>
    #include <new>
    #include <type_traits>
    #include <utility>
    /* <stdexcept> has strings in it, and costs the compiler as much as all the rest. */
    #if defined(__GLIBCXX__)
    #include <bits/functexcept.h>
    #define __cyrus_throw_out_of_range(text) std::__throw_out_of_range(text)
    #else
    #include <stdexcept>
    #define __cyrus_throw_out_of_range(text) throw std::out_of_range(text)
    #endif

    template <typename T, bool P> class __cyrus_cyp_ref;
    template <typename T> struct __cyrus_cyp_walk;

    static __CYRUS_COLD int __cyrus_container_raise(PyObject *type, const char *text) {
        PyGILState_STATE gil = PyGILState_Ensure();
        if (text) PyErr_SetString(type, text);
        else PyErr_NoMemory();
        PyGILState_Release(gil);
        return -1;
    }
    #define __cyrus_container_index(text) __cyrus_container_raise(PyExc_IndexError, text)
    #define __cyrus_container_value(text) __cyrus_container_raise(PyExc_ValueError, text)
    #define __cyrus_container_key(text) __cyrus_container_raise(PyExc_KeyError, text)
    #define __cyrus_container_busy(text) __cyrus_container_raise(PyExc_RuntimeError, text)

    /* Whether values may be moved by copying their bytes. */
    template <typename T> struct __cyrus_moves_as_bytes : std::is_trivially_copyable<T> {};
    template <typename T, bool P>
    struct __cyrus_moves_as_bytes<__cyrus_cyp_ref<T, P> > : std::true_type {};
    template <typename A, typename B>
    struct __cyrus_moves_as_bytes<std::pair<A, B> >
        : std::integral_constant<bool, __cyrus_moves_as_bytes<A>::value && __cyrus_moves_as_bytes<B>::value> {};

    /* Whether a T is made of values without a way to fail. (The constructors of pairs do not say it.) */
    template <typename T, typename... A> struct __cyrus_makes_safely : std::is_nothrow_constructible<T, const A &...> {};
    template <typename K, typename V, typename A, typename B>
    struct __cyrus_makes_safely<std::pair<K, V>, A, B>
        : std::integral_constant<bool, std::is_nothrow_constructible<K, const A &>::value &&
                                           std::is_nothrow_constructible<V, const B &>::value> {};

    /* The capacity for `count` elements of an array that has one already. */
    static inline std::size_t __cyrus_array_capacity(std::size_t capacity, std::size_t count) {
        return count > 2 * capacity ? count : capacity < 4 ? 4 : 2 * capacity;
    }
    struct __cyrus_memory {
        void *items;
        std::size_t count, capacity;
        __CYRUS_NOINLINE int grow(std::size_t wanted, std::size_t size) {
            std::size_t room = __cyrus_array_capacity(capacity, wanted);
            void *larger = room <= ((std::size_t)-1 >> 1) / size ? std::realloc(items, room * size) : NULL;
            if (!larger) return __cyrus_container_raise(NULL, NULL);
            items = larger;
            capacity = room;
            return 0;
        }
        /* Gives memory back when most of it is unused. */
        void shrink(std::size_t size) {
            if (capacity > 32 && count < capacity / 8) {
                void *smaller = std::realloc(items, capacity / 4 * size);
                if (!smaller) return;
                items = smaller;
                capacity /= 4;
            }
        }
    };
    template <typename T, bool Bytes> struct __cyrus_mover {
        static void move(T *to, T *from, std::size_t count) {
            std::memmove((void *)to, (void *)from, count * sizeof(T));
        }
        static int grow(__cyrus_memory &memory, std::size_t wanted) { return memory.grow(wanted, sizeof(T)); }
        static void shrink(__cyrus_memory &memory) { memory.shrink(sizeof(T)); }
    };
    template <typename T> struct __cyrus_mover<T, false> {
        static void one(T *to, T *from) {
            new ((void *)to) T(std::move(*from));
            from->~T();
        }
        static void move(T *to, T *from, std::size_t count) {
            std::size_t i;
            if (to < from) for (i = 0; i < count; i++) one(to + i, from + i);
            else for (i = count; i-- > 0;) one(to + i, from + i);
        }
        static int grow(__cyrus_memory &memory, std::size_t wanted) {
            __cyrus_memory larger = {NULL, 0, memory.capacity};
            if (larger.grow(wanted, sizeof(T)) < 0) return -1;
            move((T *)larger.items, (T *)memory.items, memory.count);
            std::free(memory.items);
            memory.items = larger.items;
            memory.capacity = larger.capacity;
            return 0;
        }
        static void shrink(__cyrus_memory &) {}
    };

    /* How many elements a slice has; `first`, `end` and `step` become what there is. */
    static __CYRUS_NOINLINE Py_ssize_t __cyrus_array_clip(Py_ssize_t size, Py_ssize_t &first, Py_ssize_t &end, Py_ssize_t &step) {
        const Py_ssize_t absent = PY_SSIZE_T_MIN;
        if (step == absent) step = 1;
        if (!step) return __cyrus_container_value("slice step cannot be zero");
        if (first == absent) first = step < 0 ? size : 0;
        if (step < -PY_SSIZE_T_MAX) step = -PY_SSIZE_T_MAX;
        if (end == absent && step > 0) end = size;
        const Py_ssize_t low = step < 0 ? -1 : 0, high = step < 0 ? size - 1 : size;
        if (first < 0) first += size;
        first = first < low ? low : first > high ? high : first;
        if (end == absent) end = -1;
        else {
            if (end < 0) end += size;
            end = end < low ? low : end > high ? high : end;
        }
        if (step < 0) return end < first ? (first - end - 1) / -step + 1 : 0;
        return first < end ? (end - first - 1) / step + 1 : 0;
    }

    /* Sorts references by an order that can neither fail nor needs a lock: they move as they are, and nobody counts them. */
    template <typename T> struct __cyrus_cyp_key;
    template <typename T> struct __cyrus_cyp_ordered;
    template <typename T> struct __cyrus_sorter {
        typedef std::false_type ordered;
    };
    template <typename T, bool P> struct __cyrus_sorter<__cyrus_cyp_ref<T, P> > {
        typedef std::integral_constant<bool, __cyrus_cyp_ordered<T>::value> ordered;
        typedef typename __cyrus_cyp_ref<T, P>::plain plain;
        /* Whether `a`, which is before `b`, has to come behind it. */
        static bool swapped(plain a, plain b, bool reverse) {
            return reverse ? __cyrus_cyp_key<T>::less(a, b) : __cyrus_cyp_key<T>::less(b, a);
        }
        static __CYRUS_NOINLINE int sort(__cyrus_memory &memory, bool reverse) {
            std::size_t n = memory.count, i = 1, start, width = 8;
            plain *items = (plain *)memory.items, *made, *at;
            while (i < n && !swapped(items[i - 1], items[i], reverse)) i++;
            if (i >= n) return 1;
            made = (plain *)std::malloc(n * sizeof(plain));
            if (!made) return __cyrus_container_raise(NULL, NULL);
            for (start = 0; start < n; start += width) {
                std::size_t end = n - start > width ? start + width : n;
                for (i = start + 1; i < end; i++) {
                    plain item = items[i];
                    for (at = items + i; at > items + start && swapped(at[-1], item, reverse); at--) *at = at[-1];
                    *at = item;
                }
            }
            for (; width < n; width = width > n / 2 ? n : 2 * width) {
                for (start = 0; start < n;) {
                    plain *left = items + start, *middle = n - start > width ? left + width : items + n, *right = middle;
                    plain *end = (std::size_t)(items + n - middle) > width ? middle + width : items + n;
                    at = made + start;
                    if (right < end && swapped(middle[-1], *right, reverse)) {
                        while (left < middle && right < end) *at++ = swapped(*left, *right, reverse) ? *right++ : *left++;
                    }
                    /* What is left of both is in order. */
                    std::memcpy((void *)at, (void *)left, (std::size_t)(middle - left) * sizeof(plain));
                    std::memcpy((void *)(at + (middle - left)), (void *)right, (std::size_t)(end - right) * sizeof(plain));
                    start = (std::size_t)(end - items);
                }
                std::swap(items, made);
            }
            if (items != (plain *)memory.items) {
                std::memcpy(memory.items, (void *)items, n * sizeof(plain));
                made = items;
            }
            std::free((void *)made);
            return 1;
        }
    };

    /* Functions that return int give -1 with an exception set. */
    /* In flat.pxd, for those that call hash(). */
    template <typename K> struct __cyrus_item_hash;
    template <typename T> class __cyrus_array {
        typedef __cyrus_mover<T, __cyrus_moves_as_bytes<T>::value> mover;
        static_assert(alignof(T) <= alignof(std::max_align_t), "elements with a larger alignment");
        __cyrus_memory memory;

        /* Destructors of elements may use the array. */
        static __CYRUS_NOINLINE void destroy(T *items, std::size_t count) {
            for (std::size_t i = 0; i < count; i++) items[i].~T();
            std::free((void *)items);
        }
        template <typename... A> static int make(std::true_type, void *place, const A &...values) {
            new (place) T(values...);
            return 0;
        }
        template <typename... A> static int make(std::false_type, void *place, const A &...values) {
            try {
                new (place) T(values...);
                return 0;
            } catch (...) {
                return __cyrus_container_raise(NULL, NULL);
            }
        }
        template <typename... A> static int make_at(void *place, const A &...values) {
            return make(std::integral_constant<bool, __cyrus_makes_safely<T, A...>::value>(), place, values...);
        }
        /* Whether values of these types say all there is to know, wherever they were. */
        template <typename...> struct plain : std::true_type {};
        template <typename A, typename... B>
        struct plain<A, B...> : std::integral_constant<bool, std::is_scalar<A>::value && plain<B...>::value> {};
        template <typename... A> int add(const A &...values) {
            if (make_at((void *)(start() + memory.count), values...) < 0) return -1;
            memory.count++;
            return 0;
        }
        /* One more element, perhaps made of one in the array. */
        template <typename... A> int append_as(std::true_type, A... values) {
            if (__CYRUS_UNLIKELY(memory.count == memory.capacity) && mover::grow(memory, memory.count + 1) < 0) return -1;
            return add(values...);
        }
        template <typename... A> int append_as(std::false_type, const A &...values) {
            return __CYRUS_UNLIKELY(memory.count == memory.capacity) ? append_grown(values...) : add(values...);
        }
        template <typename... A> __CYRUS_NOINLINE int append_grown(const A &...values) {
            alignas(T) unsigned char made[sizeof(T)];
            if (make_at(made, values...) < 0) return -1;
            if (mover::grow(memory, memory.count + 1) < 0) {
                ((T *)made)->~T();
                return -1;
            }
            mover::move(start() + memory.count, (T *)made, 1);
            memory.count++;
            return 0;
        }

        int sort_as(std::false_type, bool) { return 0; }
        int sort_as(std::true_type, bool reverse) {
            __cyrus_array own;
            own.swap(*this);
            int sorted = __cyrus_sorter<T>::sort(own.memory, reverse);
            swap(own);
            return sorted;
        }

    public:
        typedef const T *const_iterator;
        typedef T *iterator;
        typedef T value_type;
        __cyrus_array() : memory() {}
        __cyrus_array(const __cyrus_array &) = delete;
        ~__cyrus_array() { clear(); }
        /* What was there goes last. */
        __cyrus_array &operator=(const __cyrus_array &other) {
            __cyrus_array copy;
            if (copy.extend(other) < 0) Py_FatalError("no memory for a copy of a list");
            swap(copy);
            return *this;
        }
        void swap(__cyrus_array &other) { std::swap(memory, other.memory); }
        std::size_t size() const { return memory.count; }
        std::size_t hash() const {
            std::size_t sum = size();
            for (const T &item : *this) sum = sum * 1000003 + __cyrus_item_hash<T>::of(item);
            return sum;
        }
        T *start() { return (T *)memory.items; }
        const T *begin() const { return (const T *)memory.items; }
        const T *end() const { return (const T *)memory.items + memory.count; }
        /* The names that std::vector has, for programs that know the list's elements as one. */
        T *begin() { return start(); }
        T *end() { return start() + memory.count; }
        T *data() { return start(); }
        bool empty() const { return !memory.count; }
        T &front() { return *start(); }
        T &back() { return start()[memory.count - 1]; }
        int push_back(const T &value) { return append(value); }
        void pop_back() { remove(memory.count - 1); }
        void erase(const T *at) { remove((std::size_t)(at - begin())); }
        T &operator[](std::size_t at) { return ((T *)memory.items)[at]; }
        const T &operator[](std::size_t at) const { return ((const T *)memory.items)[at]; }
        void clear() {
            T *items = start();
            std::size_t count = memory.count;
            if (!items) return;
            memory = __cyrus_memory();
            destroy(items, count);
        }
        int reserve(std::size_t wanted) {
            return wanted > memory.capacity ? mover::grow(memory, wanted) : 0;
        }
        template <typename... A> int append(const A &...values) {
            return append_as(std::integral_constant<bool, plain<A...>::value>(), values...);
        }
        /* The elements of another array; the first ones of this array, again. */
        int extend(const __cyrus_array &other) { return extend_by(other, other.size()); }
        __CYRUS_NOINLINE int extend_by(const __cyrus_array &other, std::size_t count) {
            if (reserve(memory.count + count) < 0) return -1;
            for (std::size_t i = 0; i < count; i++) {
                if (append(other[i]) < 0) return -1;
            }
            return 0;
        }
        /* Becomes `times` times as long. */
        int repeat(std::size_t times) {
            std::size_t count = memory.count;
            if (!times) clear();
            if (count > (std::size_t)-1 / (times + 1)) return __cyrus_container_raise(NULL, NULL);
            if (reserve(count * times) < 0) return -1;
            for (std::size_t i = 1; i < times; i++) {
                if (extend_by(*this, count) < 0) return -1;
            }
            return 0;
        }
        __CYRUS_NOINLINE int insert(std::size_t at, const T &value) {
            alignas(T) unsigned char made[sizeof(T)];
            if (make_at(made, value) < 0) return -1;
            if (reserve(memory.count + 1) < 0) {
                ((T *)made)->~T();
                return -1;
            }
            mover::move(start() + at + 1, start() + at, memory.count - at);
            mover::move(start() + at, (T *)made, 1);
            memory.count++;
            return 0;
        }
        __CYRUS_NOINLINE void remove(std::size_t at) {
            alignas(T) unsigned char removed[sizeof(T)];
            mover::move((T *)removed, start() + at, 1);
            memory.count--;
            mover::move(start() + at, start() + at + 1, memory.count - at);
            mover::shrink(memory);
            ((T *)removed)->~T();
        }
        /* The element at a place that there is, or an exception of C++, which the caller makes one of Python. */
        T &at(std::size_t place) {
            if (place >= memory.count) __cyrus_throw_out_of_range("Getting list index out of range");
            return start()[place];
        }
        void exchange(std::size_t i, std::size_t j) { std::swap(start()[i], start()[j]); }
        /* Sorts references whose order can neither fail nor needs a lock; 0: these are others. What compares them finds no elements meanwhile. */
        int sort(bool reverse) { return sort_as(typename __cyrus_sorter<T>::ordered(), reverse); }
        /* That many more elements, without values. */
        int fill(std::size_t more) {
            if (reserve(memory.count + more) < 0) return -1;
            for (; more; more--) {
                if (append(T()) < 0) return -1;
            }
            return 0;
        }
        /* Moves a value out of another array. */
        void take(std::size_t at, __cyrus_array &other, std::size_t from) { start()[at] = std::move(other[from]); }
        /* The elements from `start` to `end` by `step` of another array; what is left out is PY_SSIZE_T_MIN. */
        __CYRUS_NOINLINE int slice(const __cyrus_array &other, Py_ssize_t first, Py_ssize_t end, Py_ssize_t step) {
            Py_ssize_t count = __cyrus_array_clip((Py_ssize_t)other.size(), first, end, step);
            if (count < 0 || reserve((std::size_t)count) < 0) return -1;
            for (Py_ssize_t i = 0; i < count; i++) {
                if (append(other[(std::size_t)(first + i * step)]) < 0) return -1;
            }
            return 0;
        }
        /* `values` in the place of the elements from `first` to `end`. */
        __CYRUS_NOINLINE int replace(Py_ssize_t first, Py_ssize_t end, const __cyrus_array &values) {
            Py_ssize_t step = 1, size = (Py_ssize_t)memory.count;
            Py_ssize_t gone = __cyrus_array_clip(size, first, end, step);
            __cyrus_array made, rest;
            if (made.slice(*this, 0, first, 1) < 0 || made.extend(values) < 0 ||
                rest.slice(*this, first + gone, size, 1) < 0 || made.extend(rest) < 0) return -1;
            swap(made);
            return 0;
        }
        /* `values` in the place of the elements of a slice, of which there are as many where it has a step. */
        __CYRUS_NOINLINE int put(Py_ssize_t first, Py_ssize_t end, Py_ssize_t step, const __cyrus_array &values) {
            Py_ssize_t start = first, last = end;
            Py_ssize_t count = __cyrus_array_clip((Py_ssize_t)memory.count, first, end, step);
            if (count < 0) return -1;
            if (step == 1) return replace(start, last, values);
            if ((Py_ssize_t)values.size() != count) {
                char text[128];
                PyOS_snprintf(text, sizeof(text), "attempt to assign sequence of size %zu to extended slice of size %zd",
                              values.size(), count);
                return __cyrus_container_value(text);
            }
            __cyrus_array made;
            if (made.extend(values) < 0) return -1;
            for (Py_ssize_t i = 0; i < count; i++) std::swap((*this)[(std::size_t)(first + i * step)], made[(std::size_t)i]);
            return 0;
        }
        /* Takes the elements of a slice away. */
        __CYRUS_NOINLINE int cut(Py_ssize_t first, Py_ssize_t end, Py_ssize_t step) {
            Py_ssize_t size = (Py_ssize_t)memory.count, gone = __cyrus_array_clip(size, first, end, step);
            __cyrus_array made;
            if (gone < 0 || made.reserve((std::size_t)(size - gone)) < 0) return -1;
            if (step < 0 && gone) {
                first += (gone - 1) * step;
                step = -step;
            }
            for (Py_ssize_t i = 0; i < size; i++) {
                if (gone && i == first) {
                    first += step;
                    gone--;
                } else if (made.append((*this)[(std::size_t)i]) < 0) return -1;
            }
            swap(made);
            return 0;
        }
        /* The last element moves into the place of the one removed, which goes to `removed`. */
        void remove_unordered(std::size_t at, T *removed) {
            mover::move(removed, start() + at, 1);
            if (at != --memory.count) mover::move(start() + at, start() + memory.count, 1);
            mover::shrink(memory);
        }
    };
    """
    cppclass array "__cyrus_array<%s>" [T]:
        cppclass const_iterator:
            const_iterator()
            const T& operator*()
            const_iterator operator++()
            bint operator==(const_iterator)
            bint operator!=(const_iterator)
        cppclass iterator:
            iterator()
            T& operator*()
            iterator operator++()
            iterator operator--()
            iterator operator+(size_t)
            iterator operator-(size_t)
            ptrdiff_t operator-(iterator)
            bint operator==(iterator)
            bint operator!=(iterator)
            bint operator<(iterator)
        array()
        size_t size()
        size_t hash()
        iterator begin()
        iterator end()
        const_iterator cbegin "begin"()
        const_iterator cend "end"()
        T* data()
        bint empty()
        T& front()
        T& back()
        int push_back(const T&) except -1
        void pop_back()
        void erase(iterator)
        T& operator[](size_t)
        void clear()
        int reserve(size_t) except -1
        int append(const T&) except -1
        int extend(const array[T]&) except -1
        int repeat(size_t) except -1
        int insert(size_t, const T&) except -1
        void remove(size_t)
        T& at(size_t) except +
        void exchange(size_t, size_t)
        void swap(array[T]&)
        int sort(bint) except -1
        int fill(size_t) except -1
        void take(size_t, array[T]&, size_t)
        int slice(const array[T]&, Py_ssize_t, Py_ssize_t, Py_ssize_t) except -1
        int replace(Py_ssize_t, Py_ssize_t, const array[T]&) except -1
        int put(Py_ssize_t, Py_ssize_t, Py_ssize_t, const array[T]&) except -1
        int cut(Py_ssize_t, Py_ssize_t, Py_ssize_t) except -1

    # Each raises its exception.
    int index_error "__cyrus_container_index"(const char*) except -1
    int value_error "__cyrus_container_value"(const char*) except -1
    int key_error "__cyrus_container_key"(const char*) except -1
    int busy_error "__cyrus_container_busy"(const char*) except -1
