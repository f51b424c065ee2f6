//! Errors of C arithmetic under Python semantics (cdivision=False, overflowcheck=True). They take the GIL by
//! themselves, so that nogil code needs no more than a call.
//@fn __cyrus_raise_int_zero_division() -> void nogil
//@fn __cyrus_raise_float_zero_division() -> void nogil
//@fn __cyrus_raise_float_zero_divmod() -> void nogil
//@fn __cyrus_raise_division_overflow() -> void nogil
//@fn __cyrus_raise_overflow() -> void nogil
//@requires raise_nogil
//@proto
static void __cyrus_raise_int_zero_division(void);
static void __cyrus_raise_float_zero_division(void);
static void __cyrus_raise_float_zero_divmod(void);
static void __cyrus_raise_division_overflow(void);
static void __cyrus_raise_overflow(void);
//@code
static void __cyrus_raise_int_zero_division(void) {
  __cyrus_raise_nogil(PyExc_ZeroDivisionError, "integer division or modulo by zero");
}
static void __cyrus_raise_float_zero_division(void) {
  __cyrus_raise_nogil(PyExc_ZeroDivisionError, "float division");
}
static void __cyrus_raise_float_zero_divmod(void) {
  __cyrus_raise_nogil(PyExc_ZeroDivisionError, "float divmod()");
}
static void __cyrus_raise_division_overflow(void) {
  __cyrus_raise_nogil(PyExc_OverflowError, "value too large to perform division");
}
static void __cyrus_raise_overflow(void) {
  __cyrus_raise_nogil(PyExc_OverflowError, "value too large");
}
