# Flat hash tables: the elements in an array, in order of insertion, and beside it where each key is.

from libcpp.pair cimport pair
from libcythonplus.array cimport array
from libcythonplus.iterator cimport iterator_count

cdef extern from * nogil:
    """
    #include <cstdint>
    #include <typeindex>

    /* What a dictionary has in its array. A key that is a reference to an object counts twice, as for the table of
       Cython+, so that programs which look at counts see the same. */
    template <typename K, typename V> struct __cyrus_flat_item {
        typedef std::pair<K, V> type;
    };
    template <typename K, typename V> class __cyrus_flat_counted : public std::pair<K, V> {
        template <typename A, typename B>
        __cyrus_flat_counted(std::true_type, const A &key, const B &value)
            : std::pair<K, V>(K::twice(key), value), again(K::again(this->first)) {}
        template <typename A, typename B>
        __cyrus_flat_counted(std::false_type, const A &key, const B &value)
            : std::pair<K, V>(key, value), again(this->first) {}

    public:
        K again;
        template <typename A, typename B>
        __cyrus_flat_counted(const A &key, const B &value)
            : __cyrus_flat_counted(
                  std::integral_constant<bool, std::is_nothrow_constructible<V, const B &>::value>(), key, value) {}
    };
    template <typename K, typename V, typename... A>
    struct __cyrus_makes_safely<__cyrus_flat_counted<K, V>, A...> : __cyrus_makes_safely<std::pair<K, V>, A...> {};
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

    template <typename K, typename V>
    struct __cyrus_moves_as_bytes<__cyrus_flat_counted<K, V> > : __cyrus_moves_as_bytes<std::pair<K, V> > {};

    /* How a key or a value is handed on: numbers, and references to objects without counting them, as they are. */
    template <typename T, bool Number> struct __cyrus_lent_as {
        typedef const T &type;
    };
    template <typename T> struct __cyrus_lent_as<T, true> {
        typedef T type;
    };
    template <typename T> struct __cyrus_lent : __cyrus_lent_as<T, std::is_scalar<T>::value> {
        static const T &of(const T &value) { return value; }
    };
    template <typename T, bool P> struct __cyrus_lent<__cyrus_cyp_ref<T, P> > {
        typedef typename __cyrus_cyp_ref<T, P>::plain type;
        static const __cyrus_cyp_ref<T, P> &of(const type &object) {
            return reinterpret_cast<const __cyrus_cyp_ref<T, P> &>(object);
        }
    };

    /* Numbers and pointers are hashed here: <functional>, which does that too, costs the compiler much. */
    template <typename K, bool Number> struct __cyrus_flat_hash {
        static std::uint64_t of(const K &key) { return std::hash<K>()(key); }
    };
    template <typename K> struct __cyrus_flat_hash<K, true> {
        static std::uint64_t of(long double key) {
            double d = (double)key;
            std::uint64_t bits = 0;
            if (d != 0) std::memcpy(&bits, &d, sizeof d);
            return bits;
        }
        static std::uint64_t of(double key) { return of((long double)key); }
        static std::uint64_t of(float key) { return of((long double)key); }
        template <typename P> static std::uint64_t of(P *key) { return (std::uint64_t)(std::uintptr_t)key; }
        template <typename N> static std::uint64_t of(const N &key) { return (std::uint64_t)key; }
    };

    /* The index: for each element a part of its hash and its place in the array plus one; 0 is free. Linear probing;
       what follows a removed one moves up. At most three quarters are in use. */
    struct __cyrus_flat_slot {
        std::uint32_t hash, place;
    };
    static __cyrus_flat_slot __cyrus_flat_none;
    struct __cyrus_flat_index {
        /* Never without a free slot; their number is a power of two, and mask one less. */
        __cyrus_flat_slot *slots;
        std::size_t mask;
        __cyrus_flat_index() : slots(&__cyrus_flat_none), mask(0) {}
        void free() {
            if (mask) std::free(slots);
            slots = &__cyrus_flat_none;
            mask = 0;
        }
        /* Not calloc, nor in line, of which compilers make that: new memory would be read before it is written, which
           costs two page faults for each page. */
        static __CYRUS_NOINLINE void wipe(__cyrus_flat_slot *made, std::size_t size) {
            std::memset((void *)made, 0, size * sizeof(__cyrus_flat_slot));
        }
        __CYRUS_NOINLINE int resize(std::size_t size) {
            __cyrus_flat_slot *made = NULL;
            if (size <= UINT32_MAX && size <= (std::size_t)-1 / sizeof(__cyrus_flat_slot))
                made = (__cyrus_flat_slot *)std::malloc(size * sizeof(__cyrus_flat_slot));
            if (!made) return __cyrus_container_raise(NULL, NULL);
            wipe(made, size);
            for (std::size_t i = 0; i <= mask; i++) {
                if (!slots[i].place) continue;
                std::size_t at = slots[i].hash & (size - 1);
                while (made[at].place) at = (at + 1) & (size - 1);
                made[at] = slots[i];
            }
            free();
            slots = made;
            mask = size - 1;
            return 0;
        }
        /* Room for one element more than `count`. */
        int reserve(std::size_t count) {
            return (count + 1) * 4 > (mask + 1) * 3 ? resize(mask ? 2 * (mask + 1) : 8) : 0;
        }
        void put(std::uint32_t hash, std::size_t place) {
            std::size_t at = hash & mask;
            while (slots[at].place) at = (at + 1) & mask;
            slots[at].hash = hash;
            slots[at].place = (std::uint32_t)place + 1;
        }
        /* The slot of the element at a place. */
        std::size_t slot(std::uint32_t hash, std::size_t place) const {
            std::size_t at = hash & mask;
            while (slots[at].place != place + 1) at = (at + 1) & mask;
            return at;
        }
        /* Removes an element; the last one will move into its place. */
        __CYRUS_NOINLINE void remove(std::uint32_t hash, std::size_t place, std::uint32_t last_hash, std::size_t last) {
            std::size_t hole = slot(hash, place), at = hole;
            if (place != last) slots[slot(last_hash, last)].place = (std::uint32_t)place + 1;
            for (;;) {
                at = (at + 1) & mask;
                if (!slots[at].place) break;
                if (((at - slots[at].hash) & mask) >= ((at - hole) & mask)) {
                    slots[hole] = slots[at];
                    hole = at;
                }
            }
            slots[hole].place = 0;
        }
    };

    /* The table. An absent key has the place size(). Functions that return int give -1 with an exception set. */
    template <typename Item, typename K> class __cyrus_flat {
        typedef typename __cyrus_lent<K>::type key_type;
        __cyrus_array<Item> items;
        __cyrus_flat_index index;

        static const K &key_of(const K &item) { return item; }
        template <typename A, typename B> static const A &key_of(const std::pair<A, B> &item) { return item.first; }
        static std::uint32_t hash_of(key_type key) {
            std::uint64_t hash = __cyrus_flat_hash<K, std::is_scalar<K>::value && !std::is_member_pointer<K>::value>::of(
                __cyrus_lent<K>::of(key));
            return (std::uint32_t)((hash ^ hash >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
        }
        __CYRUS_NOINLINE std::size_t look(key_type key, std::uint32_t hash) const {
            const __cyrus_flat_slot *slots = index.slots;
            std::size_t mask = index.mask;
            for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
                __cyrus_flat_slot slot = slots[at];
                if (!slot.place) return items.size();
                if (slot.hash == hash && key_of(items[slot.place - 1]) == __cyrus_lent<K>::of(key)) return slot.place - 1;
            }
        }
        template <typename... A> __CYRUS_NOINLINE int append(std::uint32_t hash, A... values) {
            if (index.reserve(items.size()) < 0 || items.append(values...) < 0) return -1;
            index.put(hash, items.size() - 1);
            return 0;
        }

    public:
        typedef const Item *const_iterator;
        __cyrus_flat() {}
        __cyrus_flat(const __cyrus_flat &) = delete;
        ~__cyrus_flat() { clear(); }
        __cyrus_flat &operator=(const __cyrus_flat &) = delete;
        /* The elements of another table, into an empty one. */
        int copy(const __cyrus_flat &other) {
            if (!other.size()) return 0;
            if (items.extend(other.items) < 0 || index.resize(other.index.mask + 1) < 0) {
                items.clear();
                return -1;
            }
            std::memcpy(index.slots, other.index.slots, (index.mask + 1) * sizeof(__cyrus_flat_slot));
            return 0;
        }
        std::size_t size() const { return items.size(); }
        const Item *begin() const { return items.begin(); }
        const Item *end() const { return items.end(); }
        Item &operator[](std::size_t place) { return items[place]; }
        const Item &operator[](std::size_t place) const { return items[place]; }
        /* Of all keys, in whatever order. */
        std::size_t hash() const {
            std::size_t sum = size();
            for (const Item &item : items) sum += hash_of(key_of(item));
            return sum;
        }
        std::size_t find(key_type key) const { return look(key, hash_of(key)); }
        bool has(key_type key) const { return find(key) != size(); }
        /* The value of a key that there is, or an exception of C++, which the caller makes one of Python. */
        template <typename Pair = Item> typename Pair::second_type &at(key_type key) {
            std::size_t place = find(key);
            if (place == size()) __cyrus_throw_out_of_range("Getting nonexistent item");
            return items[place].second;
        }
        void clear() {
            index.free();
            items.clear();
        }
        /* The value of a key, unless the key is new while there are iterators. */
        template <typename I = Item>
        int set(key_type key, typename __cyrus_lent<typename I::second_type>::type value,
                const __cyrus_iterator_count &iterators, const char *busy) {
            std::uint32_t hash = hash_of(key);
            std::size_t place = look(key, hash);
            if (place != size()) {
                items[place].second = value;
                return 0;
            }
            if (iterators.busy()) return __cyrus_container_busy(busy);
            return append<key_type, typename __cyrus_lent<typename I::second_type>::type>(hash, key, value);
        }
        int add(key_type key) {
            std::uint32_t hash = hash_of(key);
            return look(key, hash) == size() ? append<key_type>(hash, key) : 0;
        }
        /* The last element moves into the place of the one removed. */
        __CYRUS_NOINLINE void remove(std::size_t place) {
            alignas(Item) unsigned char removed[sizeof(Item)];
            std::size_t last = size() - 1;
            index.remove(hash_of(key_of(items[place])), place, hash_of(key_of(items[last])), last);
            items.remove_unordered(place, (Item *)removed);
            if (index.mask > 63 && last < index.mask / 16) (void)index.resize((index.mask + 1) / 4);
            ((Item *)removed)->~Item();
        }
        /* Whether it was present. */
        bool discard(key_type key) {
            std::size_t place = find(key);
            if (place == size()) return false;
            remove(place);
            return true;
        }
    };
    template <typename K, typename V>
    using __cyrus_flat_map = __cyrus_flat<typename __cyrus_flat_item<K, V>::type, K>;
    template <typename K> using __cyrus_flat_set = __cyrus_flat<K, K>;

    /* For lists that are keys. What cannot be hashed counts as equal. */
    template <typename K> struct __cyrus_item_hash {
        template <bool Number> static std::size_t by(const K &key, std::true_type) {
            return (std::size_t)__cyrus_flat_hash<K, Number>::of(key);
        }
        template <bool Number> static std::size_t by(const K &, std::false_type) { return 0; }
        template <typename H, typename = decltype(H()(std::declval<const K &>()))> static std::true_type has(int);
        template <typename H> static std::false_type has(long);
        static std::size_t of(const K &key) {
            constexpr bool number = std::is_scalar<K>::value && !std::is_member_pointer<K>::value;
            typedef decltype(has<std::hash<K> >(0)) hashes;
            return by<number>(key, std::integral_constant<bool, number || hashes::value>());
        }
    };
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
        size_t hash()
        const_iterator begin()
        const_iterator end()
        pair[K, V]& operator[](size_t)
        size_t find(const K&)
        bint has(const K&)
        void clear()
        V& at(const K&) except +KeyError
        int set(const K&, const V&, const iterator_count&, const char*) except -1
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
        size_t hash()
        const_iterator begin()
        const_iterator end()
        K& operator[](size_t)
        size_t find(const K&)
        bint has(const K&)
        void clear()
        int copy(const flat_set[K]&) except -1
        int add(const K&) except -1
        bint discard(const K&)
        void remove(size_t)
