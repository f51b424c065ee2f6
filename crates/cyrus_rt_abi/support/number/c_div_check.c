//! The check before an integer division by `//` under cdivision=False: `__CYRUS_DEFINE_DIV_CHECK(NAME, T)` defines
//! `static inline int NAME(T a, T b)`, contract !neg1, nogil: ZeroDivisionError for b == 0, OverflowError for
//! smallest value / -1.
//@requires c_sign, raise_arithmetic
//@proto
#define __CYRUS_DEFINE_DIV_CHECK(NAME, T)                                                \
  static inline int NAME(T a, T b) {                                                     \
    if (__CYRUS_UNLIKELY(b == 0)) {                                                      \
      __cyrus_raise_int_zero_division();                                                 \
      return -1;                                                                         \
    }                                                                                    \
    if (!__CYRUS_UNSIGNED(T) && __CYRUS_UNLIKELY(b == (T)-1) &&                          \
        __CYRUS_UNLIKELY(a == __CYRUS_LEAST(T))) {                                       \
      __cyrus_raise_division_overflow();                                                 \
      return -1;                                                                         \
    }                                                                                    \
    return 0;                                                                            \
  }
