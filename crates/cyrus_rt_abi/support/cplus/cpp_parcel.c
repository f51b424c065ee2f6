//! A C++ object on its way to another thread: a pointer to where it was moved.
//!
//! A parcel without an object is all zeros, and the bytes of one may be moved elsewhere, if zeros are left in its place: what holds it
//! then knows nothing of C++. Whoever has it at last takes the object out, or the destructor ends it.
//@cxx
//@include <stddef.h>
//@include <type_traits>
//@include <utility>
//@proto
namespace {
// Each module has its own: two may know different classes by one name.
template <typename T> class __cyrus_parcel {
    T *object;
    __cyrus_parcel(const __cyrus_parcel &);
    __cyrus_parcel &operator=(const __cyrus_parcel &);
    // Ends the object when it was moved or copied, or that has failed.
    struct end {
        T *object;
        ~end() { delete object; }
    };
    T lent(std::true_type) {
        const T *of = object;
        object = NULL;
        return T(*of);
    }
    T lent(std::false_type) { return take(); }

public:
    __cyrus_parcel() : object(NULL) {}
    ~__cyrus_parcel() { delete object; }
    void put(T &value) { object = new T(std::move(value)); }
    void put(T &&value) { object = new T(std::move(value)); }
    void hold(void *given) { object = static_cast<T *>(given); }
    void *release() {
        T *given = object;
        object = NULL;
        return given;
    }
    T take() {
        end last = {object};
        object = NULL;
        return T(std::move(*last.object));
    }
    // A copy of what belongs to somebody else. What cannot be copied (`kind`) does not: it is taken.
    T lent() { return lent(std::is_copy_constructible<T>()); }
    // How a future has such values (`rt_actor`): so that they are copied, or taken once.
    static int kind() { return std::is_copy_constructible<T>::value ? 3 : 4; }
    // For the runtime: a `cyrus_rt_type`.
    static void drop(unsigned char *at) { delete *reinterpret_cast<T **>(at); }
    static void *type() {
        static const struct {
            size_t size;
            void (*drop)(unsigned char *);
        } it = {sizeof(void *), drop};
        return const_cast<void *>(static_cast<const void *>(&it));
    }
};
}
