# Flat hash tables: the elements in an array, in order of insertion, and beside it where each key is.

from libcpp.vector cimport vector
from libcpp.pair cimport pair

cdef extern from * nogil:
    """
    #include <cstddef>
    #include <cstdint>
    #include <functional>
    #include <new>
    #include <utility>
    #include <vector>

    template <typename T, bool P> class __cyrus_cyp_ref;
    template <typename T> struct __cyrus_cyp_walk;

    /* What a dictionary has in its array. A key that is a reference to an object counts twice, as for the table of
       Cython+, so that programs which look at counts see the same. */
    template <typename K, typename V> struct __cyrus_flat_item {
        typedef std::pair<K, V> type;
    };
    template <typename K, typename V> struct __cyrus_flat_counted : std::pair<K, V> {
        K again;
        __cyrus_flat_counted(const K &key, const V &value) : std::pair<K, V>(key, value), again(key) {}
    };
    template <typename T, bool P, typename V> struct __cyrus_flat_item<__cyrus_cyp_ref<T, P>, V> {
        typedef __cyrus_flat_counted<__cyrus_cyp_ref<T, P>, V> type;
    };
    template <typename K, typename V> struct __cyrus_cyp_walk<__cyrus_flat_counted<K, V> > {
        template <typename F> static int walk(const __cyrus_flat_counted<K, V> &item, F visit, void *arg) {
            int stop = __cyrus_cyp_walk<K>::walk(item.first, visit, arg);
            if (!stop) stop = __cyrus_cyp_walk<K>::walk(item.again, visit, arg);
            return stop ? stop : __cyrus_cyp_traverse_value(item.second, visit, arg);
        }
    };

    /* The table: for each element a part of its hash and its place in the array plus one; 0 is free. Linear probing;
       what follows a removed one moves up. At most three quarters are in use. An absent key has the place size(). */
    template <typename Item, typename K> class __cyrus_flat {
        struct slot {
            std::uint32_t hash, place;
        };
        std::vector<Item> items;
        /* Never without a free slot; their number is a power of two, and mask one less. */
        std::vector<slot> slots;
        std::size_t mask;

        static const K &key_of(const K &item) { return item; }
        template <typename A, typename B> static const A &key_of(const std::pair<A, B> &item) { return item.first; }
        static std::uint32_t hash_of(const K &key) {
            std::uint64_t hash = std::hash<K>()(key);
            return (std::uint32_t)((hash ^ hash >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
        }
        /* The slot of the element at a place. */
        std::size_t slot_of(std::size_t place) const {
            std::size_t at = hash_of(key_of(items[place])) & mask;
            while (slots[at].place != place + 1) at = (at + 1) & mask;
            return at;
        }
        void grow() {
            std::size_t size = mask ? slots.size() * 2 : 8;
            if (size > UINT32_MAX) throw std::bad_alloc();
            std::vector<slot> old(size, slot());
            old.swap(slots);
            mask = size - 1;
            for (const slot &s : old) {
                if (!s.place) continue;
                std::size_t at = s.hash & mask;
                while (slots[at].place) at = (at + 1) & mask;
                slots[at] = s;
            }
        }
        std::size_t look(const K &key, std::uint32_t hash) const {
            for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
                const slot &s = slots[at];
                if (!s.place) return items.size();
                if (s.hash == hash && key_of(items[s.place - 1]) == key) return s.place - 1;
            }
        }

    public:
        typedef typename std::vector<Item>::const_iterator const_iterator;
        __cyrus_flat() : slots(1), mask(0) {}
        std::size_t size() const { return items.size(); }
        const_iterator begin() const { return items.begin(); }
        const_iterator end() const { return items.end(); }
        Item &operator[](std::size_t place) { return items[place]; }
        const Item &operator[](std::size_t place) const { return items[place]; }
        std::size_t find(const K &key) const { return look(key, hash_of(key)); }
        bool has(const K &key) const { return find(key) != size(); }
        void clear() {
            items.clear();
            slots.assign(1, slot());
            mask = 0;
        }
        /* A key that is not there. */
        template <typename... A> void append(const K &key, const A &...values) {
            if ((items.size() + 1) * 4 > slots.size() * 3) grow();
            std::uint32_t hash = hash_of(key);
            items.emplace_back(key, values...);
            std::size_t at = hash & mask;
            while (slots[at].place) at = (at + 1) & mask;
            slots[at].hash = hash;
            slots[at].place = (std::uint32_t)items.size();
        }
        /* Whether it was absent. */
        bool add(const K &key) {
            if (has(key)) return false;
            append(key);
            return true;
        }
        /* The last element moves into the place of the one removed. */
        void remove(std::size_t place) {
            std::size_t last = items.size() - 1, hole = slot_of(place), at = hole;
            if (place != last) slots[slot_of(last)].place = (std::uint32_t)place + 1;
            for (;;) {
                at = (at + 1) & mask;
                if (!slots[at].place) break;
                if (((at - slots[at].hash) & mask) >= ((at - hole) & mask)) {
                    slots[hole] = slots[at];
                    hole = at;
                }
            }
            slots[hole].place = 0;
            Item removed(std::move(items[place]));
            if (place != last) items[place] = std::move(items[last]);
            items.pop_back();
        }
        /* Whether it was present. */
        bool discard(const K &key) {
            std::size_t place = find(key);
            if (place == size()) return false;
            remove(place);
            return true;
        }
    };
    template <typename K, typename V>
    using __cyrus_flat_map = __cyrus_flat<typename __cyrus_flat_item<K, V>::type, K>;
    template <typename K> using __cyrus_flat_set = __cyrus_flat<K, K>;
    """
    cppclass flat_map "__cyrus_flat_map<%s, %s>" [K, V]:
        cppclass const_iterator:
            const_iterator()
            const pair[K, V]& operator*()
            const_iterator operator++()
            bint operator==(const_iterator)
            bint operator!=(const_iterator)
        flat_map()
        size_t size()
        const_iterator begin()
        const_iterator end()
        pair[K, V]& operator[](size_t)
        size_t find(const K&)
        bint has(const K&)
        void clear()
        void append(const K&, const V&) except +
        void remove(size_t)

    cppclass flat_set "__cyrus_flat_set<%s>" [K]:
        cppclass const_iterator:
            const_iterator()
            const K& operator*()
            const_iterator operator++()
            bint operator==(const_iterator)
            bint operator!=(const_iterator)
        flat_set()
        size_t size()
        const_iterator begin()
        const_iterator end()
        K& operator[](size_t)
        size_t find(const K&)
        bint has(const K&)
        void clear()
        bint add(const K&) except +
        bint discard(const K&)
        void remove(size_t)
