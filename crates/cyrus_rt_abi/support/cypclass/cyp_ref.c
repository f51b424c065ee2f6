//! References to cypclass objects as C++ values: what containers hold.
//!
//! `__cyrus_cyp_ref<T>` counts like any smart pointer; T is a tag that selects equality, order and hash: the struct of a class that
//! defines them, for others one of three, so that containers of them share their code. PLAIN is false for capabilities
//! that end the search for references (`iso`, `lock` …). It converts from and to the plain reference: from one, it takes
//! a new reference; to one, it lends.
//! `__cyrus_cyp_own` turns the result of a C++ call into an owned plain reference, `__cyrus_cyp_cells` a pointer to counting
//! references into one to plain ones.
//! `__cyrus_cyp_traverse_value` visits the plain references within a C++ value of any kind, or the isolated ones.
//@requires cyp_object
//@include <cstddef>
//@include <type_traits>
//@include <typeindex>
//@include <utility>
//@cxx
//@proto
struct __cyrus_y_cyobject_o;
template <typename T> struct __cyrus_cyp_key {
    static bool equal(__cyrus_cyp *a, __cyrus_cyp *b) { return a == b; }
    static bool less(__cyrus_cyp *a, __cyrus_cyp *b) { return (uintptr_t)a < (uintptr_t)b; }
    static std::size_t hash(__cyrus_cyp *o) { return (std::size_t)o; }
};
// Whether `less` is an order of the class that cannot fail and needs no lock; said where it is.
template <typename T> struct __cyrus_cyp_ordered {
    enum { value = 0 };
};
// Whether objects that a reference to T may refer to can be in cycles, and whether they surely have nothing to release; said
// where it is otherwise.
template <typename T> struct __cyrus_cyp_cyclic {
    enum { value = 1, leaf = 0 };
};
struct __cyrus_cyp_acyclic;
template <> struct __cyrus_cyp_cyclic<__cyrus_cyp_acyclic> {
    enum { value = 0, leaf = 0 };
};
struct __cyrus_cyp_leaf;
template <> struct __cyrus_cyp_cyclic<__cyrus_cyp_leaf> {
    enum { value = 0, leaf = 1 };
};
// A container drops a reference: it may be in the middle of something while its elements go.
static __CYRUS_NOINLINE __CYRUS_UNUSED void __cyrus_cyp_dropped(__cyrus_cyp *o);
static __CYRUS_NOINLINE __CYRUS_UNUSED void __cyrus_cyp_dropped_cyclic(__cyrus_cyp *o);
static __CYRUS_NOINLINE __CYRUS_UNUSED void __cyrus_cyp_dropped_leaf(__cyrus_cyp *o);
template <typename T, bool PLAIN = true> class __cyrus_cyp_ref {
    __cyrus_cyp *object;
    // Never in line: whatever has a reference as a part has a destructor that does this.
    static void drop(__cyrus_cyp *o) {
        if (__cyrus_cyp_cyclic<T>::leaf)
            __cyrus_cyp_dropped_leaf(o);
        else if (__cyrus_cyp_cyclic<T>::value)
            __cyrus_cyp_dropped_cyclic(o);
        else
            __cyrus_cyp_dropped(o);
    }

public:
    typedef T tag;
    typedef __cyrus_cyp *plain;
    __cyrus_cyp_ref() noexcept : object(NULL) {}
    __cyrus_cyp_ref(__cyrus_cyp *o) noexcept : object(o) { __cyrus_cyp_xincref(o); }
    __cyrus_cyp_ref(const __cyrus_cyp_ref &other) noexcept : object(other.object) { __cyrus_cyp_xincref(object); }
    __cyrus_cyp_ref(__cyrus_cyp_ref &&other) noexcept : object(other.object) { other.object = NULL; }
    ~__cyrus_cyp_ref() {
        if (object)
            drop(object);
    }
    __cyrus_cyp_ref &operator=(const __cyrus_cyp_ref &other) {
        __cyrus_cyp *before = object;
        __cyrus_cyp_xincref(other.object);
        object = other.object;
        if (before)
            drop(before);
        return *this;
    }
    __cyrus_cyp_ref &operator=(__cyrus_cyp_ref &&other) noexcept {
        std::swap(object, other.object);
        return *this;
    }
    // Takes the caller's reference over.
    static __cyrus_cyp_ref adopt(__cyrus_cyp *o) {
        __cyrus_cyp_ref ref;
        ref.object = o;
        return ref;
    }
    // Two references to an object that the caller has one of: the first, and the second without counting it again.
    static __cyrus_cyp_ref twice(__cyrus_cyp *o) {
        __cyrus_cyp_ref first;
        first.object = o;
        if (o)
            __cyrus_cyp_incref_twice(o);
        return first;
    }
    static __cyrus_cyp_ref again(const __cyrus_cyp_ref &first) {
        __cyrus_cyp_ref second;
        second.object = first.object;
        return second;
    }
    operator __cyrus_cyp *() const { return object; }
    __cyrus_cyp *take() {
        __cyrus_cyp *o = object;
        object = NULL;
        return o;
    }
    friend bool operator==(const __cyrus_cyp_ref &a, const __cyrus_cyp_ref &b) { return __cyrus_cyp_key<T>::equal(a.object, b.object); }
    friend bool operator!=(const __cyrus_cyp_ref &a, const __cyrus_cyp_ref &b) { return !__cyrus_cyp_key<T>::equal(a.object, b.object); }
    friend bool operator<(const __cyrus_cyp_ref &a, const __cyrus_cyp_ref &b) { return __cyrus_cyp_key<T>::less(a.object, b.object); }
    friend bool operator>(const __cyrus_cyp_ref &a, const __cyrus_cyp_ref &b) { return __cyrus_cyp_key<T>::less(b.object, a.object); }
    friend bool operator<=(const __cyrus_cyp_ref &a, const __cyrus_cyp_ref &b) { return !__cyrus_cyp_key<T>::less(b.object, a.object); }
    friend bool operator>=(const __cyrus_cyp_ref &a, const __cyrus_cyp_ref &b) { return !__cyrus_cyp_key<T>::less(a.object, b.object); }
    // Algorithms compare what a container holds with what they are given.
    friend bool operator==(const __cyrus_cyp_ref &a, __cyrus_cyp *b) { return __cyrus_cyp_key<T>::equal(a.object, b); }
    friend bool operator==(__cyrus_cyp *a, const __cyrus_cyp_ref &b) { return __cyrus_cyp_key<T>::equal(a, b.object); }
    friend bool operator!=(const __cyrus_cyp_ref &a, __cyrus_cyp *b) { return !__cyrus_cyp_key<T>::equal(a.object, b); }
    friend bool operator!=(__cyrus_cyp *a, const __cyrus_cyp_ref &b) { return !__cyrus_cyp_key<T>::equal(a, b.object); }
    friend bool operator<(const __cyrus_cyp_ref &a, __cyrus_cyp *b) { return __cyrus_cyp_key<T>::less(a.object, b); }
    friend bool operator<(__cyrus_cyp *a, const __cyrus_cyp_ref &b) { return __cyrus_cyp_key<T>::less(a, b.object); }
};
namespace std {
template <typename T, bool P> struct hash<__cyrus_cyp_ref<T, P> > {
    size_t operator()(const __cyrus_cyp_ref<T, P> &ref) const { return __cyrus_cyp_key<T>::hash(ref); }
};
}
template <typename T, bool P> static inline __cyrus_cyp *__cyrus_cyp_own(__cyrus_cyp_ref<T, P> &&ref) { return ref.take(); }
template <typename T, bool P> static inline __cyrus_cyp *__cyrus_cyp_own(const __cyrus_cyp_ref<T, P> &ref) {
    __cyrus_cyp_xincref(ref);
    return ref;
}
template <typename T, bool P> static inline __cyrus_cyp *__cyrus_cyp_own(__cyrus_cyp_ref<T, P> &ref) {
    __cyrus_cyp_xincref(ref);
    return ref;
}
static inline __cyrus_cyp *__cyrus_cyp_own(__cyrus_cyp *o) { return o; }
// A function that gives references away, for templates: they count what they get.
template <typename R, typename... A> struct __cyrus_cyp_giver {
    __cyrus_cyp *(*function)(A...);
    R operator()(A... args) const { return R::adopt(function(args...)); }
};
template <typename R, typename... A> static inline __cyrus_cyp_giver<R, A...> __cyrus_cyp_giving(__cyrus_cyp *(*function)(A...)) {
    return __cyrus_cyp_giver<R, A...>{function};
}
// A reference is nothing but its pointer: where it is kept is where a plain one is kept that somebody else counts.
template <typename T, bool P> static inline __cyrus_cyp **__cyrus_cyp_cells(const __cyrus_cyp_ref<T, P> *first) {
    static_assert(sizeof(*first) == sizeof(__cyrus_cyp *) && std::is_standard_layout<__cyrus_cyp_ref<T, P> >::value, "");
    return (__cyrus_cyp **)first;
}
static inline __cyrus_cyp **__cyrus_cyp_cells(__cyrus_cyp **first) { return first; }
// How a walk meets a reference: a visitor of plain ones leaves the others out.
static inline int __cyrus_cyp_meet(__cyrus_cyp *o, bool plain, __cyrus_cyp_visit visit, void *arg) { return o && plain ? visit(o, arg) : 0; }
// A visitor of isolated references and the boxes of weak ones: those to objects that are shared have a type of their own, or a flag
// that says so.
struct __cyrus_cyp_parts {
    __cyrus_cyp_visit visit;
};
static inline int __cyrus_cyp_meet(__cyrus_cyp *o, bool plain, __cyrus_cyp_parts parts, void *arg) {
    if (!o || plain || (__cyrus_at_load(&o->refs) & __CYRUS_CYP_SHARED && o->type != __cyrus_cyp_registry_->weak_type))
        return 0;
    return parts.visit(o, arg);
}
// A visitor of references to what several threads share, in containers: neither plain nor isolated nor weak.
struct __cyrus_cyp_links {
    __cyrus_cyp_visit visit;
};
static inline int __cyrus_cyp_meet(__cyrus_cyp *o, bool plain, __cyrus_cyp_links links, void *arg) {
    if (!o || plain || !(__cyrus_at_load(&o->refs) & __CYRUS_CYP_SHARED) || o->type == __cyrus_cyp_registry_->weak_type)
        return 0;
    return links.visit(o, arg);
}
template <typename T> struct __cyrus_cyp_walk;
// Called by name with a type: names the kinds of value that hold no references, or none that can be seen.
template <typename V, typename F> static inline int __cyrus_cyp_traverse_value(const V &value, F visit, void *arg) {
    return __cyrus_cyp_walk<V>::walk(value, visit, arg);
}
template <typename V, typename F> static inline auto __cyrus_cyp_walk_range(const V &range, F visit, void *arg, int)
    -> decltype(range.begin() != range.end(), *range.begin(), 0) {
    if (!std::is_compound<typename std::decay<decltype(*range.begin())>::type>::value)
        return 0;
    for (auto i = range.begin(), end = range.end(); i != end; ++i) {
        // Through a copy of the reference's type, as proxies of containers such as vector<bool> are values.
        auto &&item = *i;
        if (int stop = __cyrus_cyp_traverse_value(item, visit, arg))
            return stop;
    }
    return 0;
}
template <typename V, std::size_t N, typename F>
static inline int __cyrus_cyp_walk_range(const V (&array)[N], F visit, void *arg, int) {
    for (std::size_t i = 0; i < N; i++) {
        if (int stop = __cyrus_cyp_traverse_value(array[i], visit, arg))
            return stop;
    }
    return 0;
}
// What may hold a value, such as std::optional.
template <typename V, typename F> static inline auto __cyrus_cyp_walk_range(const V &box, F visit, void *arg, long)
    -> decltype(box.has_value(), *box, 0) {
    return std::is_compound<typename std::decay<decltype(*box)>::type>::value && box.has_value() ? __cyrus_cyp_traverse_value(*box, visit, arg) : 0;
}
// What puts another face on a container, such as std::stack and std::queue, keeps it as a protected member.
template <typename V> struct __cyrus_cyp_adapted : V {
    static const typename V::container_type &inner(const V &value) { return value.*(&__cyrus_cyp_adapted::c); }
};
template <typename V, typename F, typename C = typename V::container_type> static inline auto __cyrus_cyp_walk_range(const V &value, F visit, void *arg, long)
    -> decltype(value.empty(), value.size(), 0) {
    return __cyrus_cyp_traverse_value(__cyrus_cyp_adapted<V>::inner(value), visit, arg);
}
template <typename V, typename F> static inline int __cyrus_cyp_walk_range(const V &, F, void *, ...) { return 0; }
template <typename T> struct __cyrus_cyp_walk {
    template <typename F> static int walk(const T &value, F visit, void *arg) { return __cyrus_cyp_walk_range(value, visit, arg, 0); }
};
template <typename T, bool P> struct __cyrus_cyp_walk<__cyrus_cyp_ref<T, P> > {
    template <typename F> static int walk(const __cyrus_cyp_ref<T, P> &ref, F visit, void *arg) { return __cyrus_cyp_meet(ref, P, visit, arg); }
};
template <typename A, typename B> struct __cyrus_cyp_walk<std::pair<A, B> > {
    template <typename F> static int walk(const std::pair<A, B> &pair, F visit, void *arg) {
        int stop = __cyrus_cyp_traverse_value(pair.first, visit, arg);
        return stop ? stop : __cyrus_cyp_traverse_value(pair.second, visit, arg);
    }
};
// One iterator more or less in a container (NULL: in none), whose `count` says how many there are (NULL: is not counted).
static void __cyrus_iterator_hold(void *container, int *count) noexcept;
static void __cyrus_iterator_drop(void *container, int *count) noexcept;
//@code
static __CYRUS_BRIEF void __cyrus_cyp_dropped_last(__cyrus_cyp *o) {
    __cyrus_cyp_home *home = __cyrus_pool_home();
    if (!home)
        return;
    home->inside++;
    __cyrus_cyp_decref_cyclic(o);
    home->inside--;
}
// Drops a reference that is not the last one to an object which only this thread counts, and that has these flags.
static inline void __cyrus_cyp_dropped_with(__cyrus_cyp *o, uint64_t flags) {
    uint64_t refs = __cyrus_at_load(&o->refs);
    if (__CYRUS_LIKELY(!((refs & __CYRUS_CYP_SHARED) | __cyrus_pool_here->reading)) && refs >= 2 * __CYRUS_CYP_ONE && (refs & flags) == flags)
        __cyrus_at_store(&o->refs, refs - __CYRUS_CYP_ONE);
    else
        __cyrus_cyp_dropped_last(o);
}
static __CYRUS_NOINLINE __CYRUS_UNUSED void __cyrus_cyp_dropped(__cyrus_cyp *o) { __cyrus_cyp_dropped_with(o, 0); }
static __CYRUS_NOINLINE __CYRUS_UNUSED void __cyrus_cyp_dropped_cyclic(__cyrus_cyp *o) { __cyrus_cyp_dropped_with(o, __CYRUS_CYP_BUFFERED); }
static __CYRUS_NOINLINE __CYRUS_UNUSED void __cyrus_cyp_dropped_leaf(__cyrus_cyp *o) { __cyrus_cyp_decref(o); }
static void __cyrus_iterator_change(int *count, int change) {
#if defined(_MSC_VER)
    if (count)
        _InterlockedExchangeAdd((volatile long *)count, change);
#else
    if (count)
        __atomic_fetch_add(count, change, __ATOMIC_RELAXED);
#endif
}
static __CYRUS_NOINLINE __CYRUS_UNUSED void __cyrus_iterator_hold(void *container, int *count) noexcept {
    if (!container)
        return;
    __cyrus_iterator_change(count, 1);
    __cyrus_cyp_incref((__cyrus_cyp *)container);
}
static __CYRUS_NOINLINE __CYRUS_UNUSED void __cyrus_iterator_drop(void *container, int *count) noexcept {
    if (!container)
        return;
    __cyrus_iterator_change(count, -1);
    __cyrus_cyp_decref_cyclic((__cyrus_cyp *)container);
}
