//! `**` of C floats without cpow, where a negative base and an exponent with a fraction give a complex number.
//@requires raise_nogil
//@include <math.h>
//@fn __cyrus_float_power(double, double) -> new
//@fn __cyrus_float_power_check(double, double) -> int !neg1 nogil
//@proto
static PyObject *__cyrus_float_power(double base, double exponent);
static int __cyrus_float_power_check(double base, double exponent);
static void __cyrus_float_power_error(void);
static inline int __cyrus_float_power_is_complex(double base, double exponent) {
  return base < 0 && base - base == 0 && exponent - exponent == 0 && floor(exponent) != exponent;
}
//@code
static PyObject *__cyrus_float_power(double base, double exponent) {
  PyObject *a, *b, *result = NULL;
  if (__CYRUS_LIKELY(!__cyrus_float_power_is_complex(base, exponent))) return PyFloat_FromDouble(pow(base, exponent));
  a = PyFloat_FromDouble(base);
  b = PyFloat_FromDouble(exponent);
  if (a && b) result = PyNumber_Power(a, b, Py_None);
  Py_XDECREF(a);
  Py_XDECREF(b);
  return result;
}
static int __cyrus_float_power_check(double base, double exponent) {
  if (!__cyrus_float_power_is_complex(base, exponent)) return 0;
  __cyrus_float_power_error();
  return -1;
}
static void __cyrus_float_power_error(void) {
  __cyrus_raise_nogil(PyExc_TypeError,
                      "Cannot convert 'complex' with non-zero imaginary component to 'double' (this most likely comes "
                      "from the '**' operator; use 'cython.cpow(True)' to return 'nan' instead of a complex number).");
}
