//! Sign questions about C integer types whose signedness may be unknown to the compiler of the module, written so that
//! no comparison is "always false" for a C compiler.
//@proto
#define __CYRUS_UNSIGNED(T) ((T)-1 > (T)1)
#define __CYRUS_NEGATIVE(T, x) (!__CYRUS_UNSIGNED(T) && (((x) >> (8 * sizeof(T) - 1)) & 1))
// The smallest value of a signed type.
#define __CYRUS_LEAST(T) ((T)~(T)(((((T)1 << (8 * sizeof(T) - 2)) - 1) * 2) + 1))
