//! Python's `//` on C integers: `__CYRUS_DEFINE_FLOORDIV(NAME, T)` defines `static inline T NAME(T a, T b)`.
//! Precondition: what c_div_check checks.
//@requires c_sign
//@proto
#define __CYRUS_DEFINE_FLOORDIV(NAME, T)                                                 \
  static inline T NAME(T a, T b) {                                                       \
    T q = (T)(a / b), r = (T)(a - (T)(q * b));                                           \
    return (T)(q - (T)((r != 0) & __CYRUS_NEGATIVE(T, (T)(r ^ b))));                     \
  }
