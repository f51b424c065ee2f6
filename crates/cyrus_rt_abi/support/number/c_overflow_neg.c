//! Unary minus and abs() under overflowcheck: whether the negation of a C integer overflows.
//! `__CYRUS_NEG_OVERFLOWS(T, x)`.
//@requires c_sign
//@proto
#define __CYRUS_NEG_OVERFLOWS(T, x) (!__CYRUS_UNSIGNED(T) && (x) != 0 && (x) == (T)(0 - (unsigned long long)(x)))
