//! Sign questions about C integer types whose signedness may be unknown to the compiler of the module, written so that
//! no comparison is "always false" for a C compiler.
//@proto
#define __CYRUS_UNSIGNED(T) ((T)-1 > (T)1)
#define __CYRUS_NEGATIVE(T, x) ((x) < (T)1 && (x) != 0)
