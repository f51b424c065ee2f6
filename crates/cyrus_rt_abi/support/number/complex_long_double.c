//! The C type `long double complex`. See complex.
//@requires complex
//@fn __cyrus_complex_long_double_new(long double, long double) -> __cyrus_complex_long_double nogil pure
//@fn __cyrus_complex_long_double_real(__cyrus_complex_long_double) -> long double nogil pure
//@fn __cyrus_complex_long_double_imag(__cyrus_complex_long_double) -> long double nogil pure
//@fn __cyrus_complex_long_double_is_zero(__cyrus_complex_long_double) -> int nogil pure
//@fn __cyrus_complex_long_double_conj(__cyrus_complex_long_double) -> __cyrus_complex_long_double nogil pure
//@fn __cyrus_complex_long_double_abs(__cyrus_complex_long_double) -> long double nogil pure
//@fn __cyrus_complex_long_double_pow(__cyrus_complex_long_double, __cyrus_complex_long_double) -> __cyrus_complex_long_double nogil pure
//@fn __cyrus_complex_long_double_from_py(obj) -> __cyrus_complex_long_double !occ
//@fn __cyrus_complex_long_double_whole(__cyrus_complex_long_double) -> __cyrus_complex_long_double nogil pure
//@fn __cyrus_complex_long_double_whole_from_py(obj) -> __cyrus_complex_long_double !occ
//@fn __cyrus_complex_long_double_to_py(__cyrus_complex_long_double) -> new
//@proto
__CYRUS_DEFINE_COMPLEX(long_double, long double, l)
