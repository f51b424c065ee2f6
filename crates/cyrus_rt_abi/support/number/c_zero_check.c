//! The check before `%` of C integers under cdivision=False: `__CYRUS_DEFINE_ZERO_CHECK(NAME, T)` defines
//! `static inline int NAME(T a, T b)`, contract !neg1, nogil: ZeroDivisionError for b == 0.
//@requires raise_arithmetic
//@proto
#define __CYRUS_DEFINE_ZERO_CHECK(NAME, T)                                               \
  static inline int NAME(T a, T b) {                                                     \
    (void)a;                                                                             \
    if (__CYRUS_LIKELY(b != 0))                                                          \
      return 0;                                                                          \
    __cyrus_raise_int_zero_division();                                                   \
    return -1;                                                                           \
  }
