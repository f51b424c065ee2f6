//! Tuples of C as keys of dictionaries and sets: what the hashes of their parts give together. The compiler writes comparisons and
//! `std::hash` of the tuples that are keys, as templates, since those of the parts may come later.
//@cxx
//@include <cstddef>
//@include <cstdint>
//@include <cstring>
//@include <type_traits>
//@include <typeindex>
//@proto
template <typename T, bool INTEGER, bool FLOATING> struct __cyrus_key_part {
    static std::size_t of(const T &v) { return std::hash<T>()(v); }
};
template <typename T> struct __cyrus_key_part<T, true, false> {
    static std::size_t of(T v) { return (std::size_t)v; }
};
template <typename T> struct __cyrus_key_part<T, false, true> {
    static std::size_t of(T v) {
        double d = (double)v;
        std::size_t bits = 0;
        // Both zeros are equal.
        if (d != 0)
            std::memcpy(&bits, &d, sizeof bits < sizeof d ? sizeof bits : sizeof d);
        return bits;
    }
};
template <typename T> static inline std::size_t __cyrus_key_mix(std::size_t hash, const T &v) {
    std::size_t part = __cyrus_key_part<T, std::is_integral<T>::value || std::is_enum<T>::value, std::is_floating_point<T>::value>::of(v);
    return (hash ^ part ^ part >> 16) * (std::size_t)UINT64_C(0x9E3779B97F4A7C15);
}
