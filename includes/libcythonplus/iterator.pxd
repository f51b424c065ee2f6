# Iterators that keep their container alive, and that it counts: while there are any, the container
# cannot change its shape.

cdef extern from * nogil:
    """
    #include <cstddef>
    #include <utility>

    /* How many iterators a container has: readers count up and down beside each other. */
    class __cyrus_iterator_count {
        mutable int count;

    public:
        __cyrus_iterator_count() : count(0) {}
        bool busy() const { return *(volatile int *)&count != 0; }
        int load() const { return *(volatile int *)&count; }
        operator int() const { return load(); }
        int *place() const { return &count; }
    };
    static void __cyrus_iterator_hold(void *owner, int *count) noexcept;
    static void __cyrus_iterator_drop(void *owner, int *count) noexcept;

    /* A hold on a container, or on nothing. Dropping one may run any code, so it comes last. */
    class __cyrus_hold {
        static void drop(void *held, int *count) noexcept {
#if defined(__GNUC__) || defined(__clang__)
            /* Where it is known that there is none, no call remains. */
            if (__builtin_constant_p(!held) && !held) return;
#endif
            __cyrus_iterator_drop(held, count);
        }

    protected:
        void *owner;
        int *count;

    public:
        void let_go() noexcept {
            void *held = owner;
            owner = NULL;
            drop(held, count);
        }
        __cyrus_hold() noexcept : owner(NULL), count(NULL) {}
        __cyrus_hold(void *owner, int *count) noexcept : owner(owner), count(count) {
            __cyrus_iterator_hold(owner, count);
        }
        __cyrus_hold(const __cyrus_hold &other) noexcept : __cyrus_hold(other.owner, other.count) {}
        __cyrus_hold(__cyrus_hold &&other) noexcept : owner(other.owner), count(other.count) { other.owner = NULL; }
        ~__cyrus_hold() { let_go(); }
        __cyrus_hold &operator=(__cyrus_hold &&other) noexcept {
            void *held = owner;
            int *its_count = count;
            owner = other.owner;
            count = other.count;
            other.owner = NULL;
            drop(held, its_count);
            return *this;
        }
    };

    /* What an iterator gives of an element: all of it, or a part of a pair. */
    struct __cyrus_pick_all {
        template <typename E> static const E &of(const E &element) { return element; }
    };
    struct __cyrus_pick_first {
        template <typename E>
        static const typename E::first_type &of(const E &element) { return element.first; }
    };
    struct __cyrus_pick_second {
        template <typename E>
        static const typename E::second_type &of(const E &element) { return element.second; }
    };

    /* A position in a container of `owner`; without an owner, just a position. */
    template <typename Position, typename Pick> class __cyrus_counted_iterator : public __cyrus_hold {
        Position at;

    public:
        __cyrus_counted_iterator() noexcept : at() {}
        __cyrus_counted_iterator(Position at) noexcept : at(at) {}
        __cyrus_counted_iterator(Position at, void *owner, const __cyrus_iterator_count *count) noexcept
            : __cyrus_hold(owner, count->place()), at(at) {}
        __cyrus_counted_iterator(Position at, void *owner, int *count) noexcept
            : __cyrus_hold(owner, count), at(at) {}
        __cyrus_counted_iterator(const __cyrus_counted_iterator &) noexcept = default;
        __cyrus_counted_iterator(__cyrus_counted_iterator &&) noexcept = default;
        __cyrus_counted_iterator &operator=(__cyrus_counted_iterator other) noexcept {
            at = other.at;
            __cyrus_hold::operator=(std::move(other));
            return *this;
        }
        auto operator*() const -> decltype(Pick::of(*at)) { return Pick::of(*at); }
        auto operator->() const -> decltype(&Pick::of(*at)) { return &Pick::of(*at); }
        __cyrus_counted_iterator &operator++() {
            ++at;
            return *this;
        }
        bool operator==(const __cyrus_counted_iterator &other) const { return at == other.at; }
        bool operator!=(const __cyrus_counted_iterator &other) const { return at != other.at; }
        bool operator==(Position other) const { return at == other; }
        bool operator!=(Position other) const { return at != other; }
    };

    /* What `keys()` and the like give: a container of which only iterators are wanted. It holds the container as an
       iterator does that is not counted. */
    template <typename Position, typename Pick> class __cyrus_view : public __cyrus_hold {
        int *iterators;
        Position first, last;

    public:
        typedef __cyrus_counted_iterator<Position, Pick> iterator;
        __cyrus_view() noexcept : iterators(NULL), first(), last() {}
        __cyrus_view(Position first, Position last, void *owner, const __cyrus_iterator_count *count) noexcept
            : __cyrus_hold(owner, NULL), iterators(count->place()), first(first), last(last) {}
        __cyrus_view(const __cyrus_view &) noexcept = default;
        __cyrus_view(__cyrus_view &&) noexcept = default;
        __cyrus_view &operator=(__cyrus_view other) noexcept {
            iterators = other.iterators;
            first = other.first;
            last = other.last;
            __cyrus_hold::operator=(std::move(other));
            return *this;
        }
        iterator begin() const noexcept { return iterator(first, owner, iterators); }
        Position end() const noexcept { return last; }
    };

    /* In place of an assignment of an empty one. */
    template <typename Position, typename Pick>
    static inline void __cyrus_empty(__cyrus_counted_iterator<Position, Pick> &x) noexcept { x.let_go(); }
    template <typename Position, typename Pick>
    static inline void __cyrus_empty(__cyrus_view<Position, Pick> &x) noexcept { x.let_go(); }

    template <typename Owner, typename Position>
    using __cyrus_iterator = __cyrus_counted_iterator<Position, __cyrus_pick_all>;
    template <typename Owner, typename Position>
    using __cyrus_key_iterator = __cyrus_counted_iterator<Position, __cyrus_pick_first>;
    template <typename Owner, typename Position>
    using __cyrus_value_iterator = __cyrus_counted_iterator<Position, __cyrus_pick_second>;
    template <typename Owner, typename Position>
    using __cyrus_items_view = __cyrus_view<Position, __cyrus_pick_all>;
    template <typename Owner, typename Position>
    using __cyrus_keys_view = __cyrus_view<Position, __cyrus_pick_first>;
    template <typename Owner, typename Position>
    using __cyrus_values_view = __cyrus_view<Position, __cyrus_pick_second>;
    """
    cppclass iterator_count "__cyrus_iterator_count":
        iterator_count()
        bint busy()
        # As the atomic number that it is in Cython+.
        int load()
        bint operator==(long)
        bint operator!=(long)
        bint operator>(long)

    cppclass cy_iterator "__cyrus_iterator<%s, %s>" [owner_t, position_t, value_t]:
        cy_iterator()
        cy_iterator(position_t)
        cy_iterator(position_t, owner_t, iterator_count*)
        const value_t& operator*()
        cy_iterator operator++()
        bint operator==(position_t)
        bint operator!=(position_t)
        bint operator==(const cy_iterator&)
        bint operator!=(const cy_iterator&)

    cppclass cy_key_iterator "__cyrus_key_iterator<%s, %s>" [owner_t, position_t, value_t]:
        cy_key_iterator()
        cy_key_iterator(position_t)
        cy_key_iterator(position_t, owner_t, iterator_count*)
        const value_t& operator*()
        cy_key_iterator operator++()
        bint operator==(position_t)
        bint operator!=(position_t)
        bint operator==(const cy_key_iterator&)
        bint operator!=(const cy_key_iterator&)

    cppclass cy_value_iterator "__cyrus_value_iterator<%s, %s>" [owner_t, position_t, value_t]:
        cy_value_iterator()
        cy_value_iterator(position_t)
        cy_value_iterator(position_t, owner_t, iterator_count*)
        const value_t& operator*()
        cy_value_iterator operator++()
        bint operator==(position_t)
        bint operator!=(position_t)
        bint operator==(const cy_value_iterator&)
        bint operator!=(const cy_value_iterator&)

    cppclass cy_keys_view "__cyrus_keys_view<%s, %s>" [owner_t, position_t, value_t]:
        cy_keys_view()
        cy_keys_view(position_t, position_t, owner_t, iterator_count*)
        cy_key_iterator[owner_t, position_t, value_t] begin()
        position_t end()

    cppclass cy_values_view "__cyrus_values_view<%s, %s>" [owner_t, position_t, value_t]:
        cy_values_view()
        cy_values_view(position_t, position_t, owner_t, iterator_count*)
        cy_value_iterator[owner_t, position_t, value_t] begin()
        position_t end()

    cppclass cy_items_view "__cyrus_items_view<%s, %s>" [owner_t, position_t, value_t]:
        cy_items_view()
        cy_items_view(position_t, position_t, owner_t, iterator_count*)
        cy_iterator[owner_t, position_t, value_t] begin()
        position_t end()
