//! The sign of a zero result of divmod().
//@include <math.h>
//@fn __cyrus_signed_zero(double, double) -> double nogil pure
//@proto
static inline double __cyrus_signed_zero(double value, double sign) {
  return value == 0.0 ? copysign(0.0, sign) : value;
}
