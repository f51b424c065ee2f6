//! The C type `float complex`. See complex.
//@requires complex
//@fn __cyrus_complex_float_new(float, float) -> __cyrus_complex_float nogil pure
//@fn __cyrus_complex_float_real(__cyrus_complex_float) -> float nogil pure
//@fn __cyrus_complex_float_imag(__cyrus_complex_float) -> float nogil pure
//@fn __cyrus_complex_float_is_zero(__cyrus_complex_float) -> int nogil pure
//@fn __cyrus_complex_float_conj(__cyrus_complex_float) -> __cyrus_complex_float nogil pure
//@fn __cyrus_complex_float_abs(__cyrus_complex_float) -> float nogil pure
//@fn __cyrus_complex_float_pow(__cyrus_complex_float, __cyrus_complex_float) -> __cyrus_complex_float nogil pure
//@fn __cyrus_complex_float_from_py(obj) -> __cyrus_complex_float !occ
//@fn __cyrus_complex_float_whole(__cyrus_complex_float) -> __cyrus_complex_float nogil pure
//@fn __cyrus_complex_float_whole_from_py(obj) -> __cyrus_complex_float !occ
//@fn __cyrus_complex_float_to_py(__cyrus_complex_float) -> new
//@proto
__CYRUS_DEFINE_COMPLEX(float, float, f)
