//! What a power of floats is without cpow: a complex number that is a float to Python when its imaginary part is zero.
//@requires complex_double, float_power
//@include <math.h>
//@fn __cyrus_soft_power(double, double) -> __cyrus_complex_double nogil pure
//@fn __cyrus_soft_complex_check(__cyrus_complex_double) -> int !neg1 nogil
//@fn __cyrus_soft_complex_to_py(__cyrus_complex_double) -> new
//@proto
static __cyrus_complex_double __cyrus_soft_power(double base, double exponent);
static inline int __cyrus_soft_complex_check(__cyrus_complex_double z) {
  if (__CYRUS_LIKELY(__cyrus_complex_double_imag(z) == 0)) return 1;
  __cyrus_float_power_error();
  return -1;
}
static inline PyObject *__cyrus_soft_complex_to_py(__cyrus_complex_double z) {
  if (__cyrus_complex_double_imag(z) != 0) return __cyrus_complex_double_to_py(z);
  return PyFloat_FromDouble(__cyrus_complex_double_real(z));
}
//@code
static __cyrus_complex_double __cyrus_soft_power(double base, double exponent) {
  if (__cyrus_float_power_is_complex(base, exponent))
    return __cyrus_complex_double_pow(__cyrus_complex_double_new(base, 0), __cyrus_complex_double_new(exponent, 0));
  return __cyrus_complex_double_new(pow(base, exponent), 0);
}
