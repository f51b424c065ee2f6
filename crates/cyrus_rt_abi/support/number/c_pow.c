//! `**` on C integers, wrapping: `__CYRUS_DEFINE_POW(NAME, T)` defines `static inline T NAME(T base, T exponent)`.
//! A negative exponent gives 0 except for bases 1 and -1.
//@requires c_sign
//@proto
#define __CYRUS_DEFINE_POW(NAME, T)                                                      \
  static T NAME(T b, T e) {                                                              \
    T r = (T)1;                                                                          \
    if (__CYRUS_NEGATIVE(T, e)) return (T)(b == (T)1 ? 1 : b == (T)-1 ? (e & 1 ? -1 : 1) : 0); \
    for (; e; e = (T)(e >> 1), b = (T)(b * b))                                           \
      if (e & 1) r = (T)(r * b);                                                         \
    return r;                                                                            \
  }
