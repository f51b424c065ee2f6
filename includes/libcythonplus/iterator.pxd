# Iterators that keep their container alive, and that it counts: while there are any, the container
# cannot change its shape.

from libcpp.atomic cimport atomic

cdef extern from * nogil:
    """
    #include <atomic>
    #include <cstddef>
    #include <utility>

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
    template <typename Owner, typename Position, typename Pick> class __cyrus_counted_iterator {
        Owner owner;
        std::atomic<int> *count;
        Position at;

    public:
        __cyrus_counted_iterator() : owner(), count(NULL), at() {}
        __cyrus_counted_iterator(Position at) : owner(), count(NULL), at(at) {}
        __cyrus_counted_iterator(Position at, const Owner &owner, std::atomic<int> *count)
            : owner(owner), count(count), at(at) {
            ++*count;
        }
        __cyrus_counted_iterator(const __cyrus_counted_iterator &other)
            : owner(other.owner), count(other.count), at(other.at) {
            if (count) ++*count;
        }
        __cyrus_counted_iterator(__cyrus_counted_iterator &&other)
            : owner(std::move(other.owner)), count(other.count), at(other.at) {
            other.count = NULL;
        }
        ~__cyrus_counted_iterator() {
            if (count) --*count;
        }
        __cyrus_counted_iterator &operator=(const __cyrus_counted_iterator &other) {
            if (other.count) ++*other.count;
            if (count) --*count;
            count = other.count;
            at = other.at;
            owner = other.owner;
            return *this;
        }
        __cyrus_counted_iterator &operator=(__cyrus_counted_iterator &&other) {
            std::swap(count, other.count);
            std::swap(at, other.at);
            std::swap(owner, other.owner);
            return *this;
        }
        auto operator*() const -> decltype(Pick::of(*at)) { return Pick::of(*at); }
        __cyrus_counted_iterator &operator++() {
            ++at;
            return *this;
        }
        bool operator==(const __cyrus_counted_iterator &other) const { return at == other.at; }
        bool operator!=(const __cyrus_counted_iterator &other) const { return at != other.at; }
    };

    /* What `keys()` and the like give: a container of which only iterators are wanted. */
    template <typename Owner, typename Position, typename Pick> class __cyrus_view {
        Owner owner;
        std::atomic<int> *count;
        Position first, last;

    public:
        typedef __cyrus_counted_iterator<Owner, Position, Pick> iterator;
        __cyrus_view() : owner(), count(NULL), first(), last() {}
        __cyrus_view(Position first, Position last, const Owner &owner, std::atomic<int> *count)
            : owner(owner), count(count), first(first), last(last) {}
        iterator begin() const { return iterator(first, owner, count); }
        iterator end() const { return iterator(last); }
    };

    template <typename Owner, typename Position>
    using __cyrus_iterator = __cyrus_counted_iterator<Owner, Position, __cyrus_pick_all>;
    template <typename Owner, typename Position>
    using __cyrus_key_iterator = __cyrus_counted_iterator<Owner, Position, __cyrus_pick_first>;
    template <typename Owner, typename Position>
    using __cyrus_value_iterator = __cyrus_counted_iterator<Owner, Position, __cyrus_pick_second>;
    template <typename Owner, typename Position>
    using __cyrus_items_view = __cyrus_view<Owner, Position, __cyrus_pick_all>;
    template <typename Owner, typename Position>
    using __cyrus_keys_view = __cyrus_view<Owner, Position, __cyrus_pick_first>;
    template <typename Owner, typename Position>
    using __cyrus_values_view = __cyrus_view<Owner, Position, __cyrus_pick_second>;
    """
    cppclass cy_iterator "__cyrus_iterator<%s, %s>" [owner_t, position_t, value_t]:
        cy_iterator()
        cy_iterator(position_t)
        cy_iterator(position_t, owner_t, atomic[int]*)
        const value_t& operator*()
        cy_iterator operator++()
        bint operator==(const cy_iterator&)
        bint operator!=(const cy_iterator&)

    cppclass cy_key_iterator "__cyrus_key_iterator<%s, %s>" [owner_t, position_t, value_t]:
        cy_key_iterator()
        cy_key_iterator(position_t)
        cy_key_iterator(position_t, owner_t, atomic[int]*)
        const value_t& operator*()
        cy_key_iterator operator++()
        bint operator==(const cy_key_iterator&)
        bint operator!=(const cy_key_iterator&)

    cppclass cy_value_iterator "__cyrus_value_iterator<%s, %s>" [owner_t, position_t, value_t]:
        cy_value_iterator()
        cy_value_iterator(position_t)
        cy_value_iterator(position_t, owner_t, atomic[int]*)
        const value_t& operator*()
        cy_value_iterator operator++()
        bint operator==(const cy_value_iterator&)
        bint operator!=(const cy_value_iterator&)

    cppclass cy_keys_view "__cyrus_keys_view<%s, %s>" [owner_t, position_t, value_t]:
        cy_keys_view()
        cy_keys_view(position_t, position_t, owner_t, atomic[int]*)
        cy_key_iterator[owner_t, position_t, value_t] begin()
        cy_key_iterator[owner_t, position_t, value_t] end()

    cppclass cy_values_view "__cyrus_values_view<%s, %s>" [owner_t, position_t, value_t]:
        cy_values_view()
        cy_values_view(position_t, position_t, owner_t, atomic[int]*)
        cy_value_iterator[owner_t, position_t, value_t] begin()
        cy_value_iterator[owner_t, position_t, value_t] end()

    cppclass cy_items_view "__cyrus_items_view<%s, %s>" [owner_t, position_t, value_t]:
        cy_items_view()
        cy_items_view(position_t, position_t, owner_t, atomic[int]*)
        cy_iterator[owner_t, position_t, value_t] begin()
        cy_iterator[owner_t, position_t, value_t] end()
