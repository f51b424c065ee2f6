//! `//` on long long.
//@requires c_floordiv
//@fn __cyrus_floordiv_ll(long long, long long) -> long long nogil pure
//@proto
__CYRUS_DEFINE_FLOORDIV(__cyrus_floordiv_ll, long long)
