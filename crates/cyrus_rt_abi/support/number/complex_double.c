//! The C type `double complex`. See complex.
//@requires complex
//@fn __cyrus_complex_double_new(double, double) -> __cyrus_complex_double nogil pure
//@fn __cyrus_complex_double_real(__cyrus_complex_double) -> double nogil pure
//@fn __cyrus_complex_double_imag(__cyrus_complex_double) -> double nogil pure
//@fn __cyrus_complex_double_is_zero(__cyrus_complex_double) -> int nogil pure
//@fn __cyrus_complex_double_conj(__cyrus_complex_double) -> __cyrus_complex_double nogil pure
//@fn __cyrus_complex_double_abs(__cyrus_complex_double) -> double nogil pure
//@fn __cyrus_complex_double_pow(__cyrus_complex_double, __cyrus_complex_double) -> __cyrus_complex_double nogil pure
//@fn __cyrus_complex_double_from_py(obj) -> __cyrus_complex_double !occ
//@fn __cyrus_complex_double_whole(__cyrus_complex_double) -> __cyrus_complex_double nogil pure
//@fn __cyrus_complex_double_whole_from_py(obj) -> __cyrus_complex_double !occ
//@fn __cyrus_complex_double_to_py(__cyrus_complex_double) -> new
//@proto
__CYRUS_DEFINE_COMPLEX(double, double, )
