//! The result of `**` on C floats without cpow: complex, but a float when the imaginary part is zero. Back to double
//! fails for a truly complex number.
//@requires complex_double, raise_nogil
//@fn __cyrus_soft_complex_to_py(__cyrus_complex_double) -> new
//@fn __cyrus_soft_complex_to_double(__cyrus_complex_double) -> double !neg1occ nogil
//@proto
static PyObject *__cyrus_soft_complex_to_py(__cyrus_complex_double z);
static double __cyrus_soft_complex_to_double(__cyrus_complex_double z);
//@code
static PyObject *__cyrus_soft_complex_to_py(__cyrus_complex_double z) {
  return __CYRUS_CIMAG(z) == 0 ? PyFloat_FromDouble(__CYRUS_CREAL(z)) : __cyrus_complex_double_to_py(z);
}
static double __cyrus_soft_complex_to_double(__cyrus_complex_double z) {
  if (__CYRUS_LIKELY(__CYRUS_CIMAG(z) == 0)) return __CYRUS_CREAL(z);
  __cyrus_raise_nogil(PyExc_TypeError,
                      "Cannot convert 'complex' with non-zero imaginary component to 'double' (this most likely comes "
                      "from the '**' operator; use 'cython.cpow(True)' to return 'nan' instead of a complex number).");
  return -1;
}
