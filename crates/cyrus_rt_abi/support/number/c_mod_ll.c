//! `%` on long long.
//@requires c_mod
//@fn __cyrus_mod_ll(long long, long long) -> long long nogil pure
//@proto
__CYRUS_DEFINE_MOD(__cyrus_mod_ll, long long)
