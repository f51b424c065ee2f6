//! Python's `%` and `//` on C floating point numbers; the divisor is not 0. A remainder of zero has the sign of the
//! divisor. For float and long double:
//! `__CYRUS_DEFINE_FLOAT_MOD(NAME, T, FMOD)`.
//@include <math.h>
//@fn __cyrus_mod_double(double, double) -> double nogil pure
//@fn __cyrus_floordiv_double(double, double) -> double nogil pure
//@proto
#define __CYRUS_DEFINE_FLOAT_MOD(NAME, T, FMOD)                                          \
  static inline T NAME(T a, T b) {                                                       \
    T r = FMOD(a, b);                                                                    \
    if (r == 0) return (T)copysign(0.0, (double)b);                                      \
    return (r < 0) != (b < 0) ? r + b : r;                                               \
  }
__CYRUS_DEFINE_FLOAT_MOD(__cyrus_mod_double, double, fmod)
static inline double __cyrus_floordiv_double(double a, double b) { return floor(a / b); }
