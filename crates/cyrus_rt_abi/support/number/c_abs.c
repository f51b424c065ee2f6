//! abs() of C integers, as the unsigned type of the same width, so that the smallest value has an answer.
//@include <math.h>
//@fn fabsf(float) -> float nogil pure
//@fn fabs(double) -> double nogil pure
//@fn fabsl(long double) -> long double nogil pure
//@fn hypotf(float, float) -> float nogil pure
//@fn hypot(double, double) -> double nogil pure
//@fn hypotl(long double, long double) -> long double nogil pure
//@fn __cyrus_abs_int(int) -> unsigned int nogil pure
//@fn __cyrus_abs_long(long) -> unsigned long nogil pure
//@fn __cyrus_abs_longlong(long long) -> unsigned long long nogil pure
//@proto
static inline unsigned int __cyrus_abs_int(int a) { return a < 0 ? 0u - (unsigned int)a : (unsigned int)a; }
static inline unsigned long __cyrus_abs_long(long a) { return a < 0 ? 0ul - (unsigned long)a : (unsigned long)a; }
static inline unsigned long long __cyrus_abs_longlong(long long a) {
  return a < 0 ? 0ull - (unsigned long long)a : (unsigned long long)a;
}
