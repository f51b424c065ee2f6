//! Python's `%` on C integers: `__CYRUS_DEFINE_MOD(NAME, T)` defines `static inline T NAME(T a, T b)`, b not 0.
//! A divisor of -1 is taken out because the smallest value % -1 traps on common machines.
//@requires c_sign
//@proto
#define __CYRUS_DEFINE_MOD(NAME, T)                                                      \
  static inline T NAME(T a, T b) {                                                       \
    T r = (T)(!__CYRUS_UNSIGNED(T) && __CYRUS_UNLIKELY(b == (T)-1) ? 0 : a % b);         \
    return (T)(r + (T)((T)((r != 0) & __CYRUS_NEGATIVE(T, (T)(r ^ b))) * b));            \
  }
