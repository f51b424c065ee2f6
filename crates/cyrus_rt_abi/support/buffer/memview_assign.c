//! `to[...] = from` between views.
//@requires nd_assign
//@fn __cyrus_mv_assign(void *, const __cyrus_view_spec *, const void *, const __cyrus_view_spec *) -> int !neg1 nogil
//@proto
static int __cyrus_mv_assign(void *to, const __cyrus_view_spec *to_spec, const void *from, const __cyrus_view_spec *from_spec);
//@code
static int __cyrus_mv_assign(void *to, const __cyrus_view_spec *to_spec, const void *from, const __cyrus_view_spec *from_spec) {
  const Py_ssize_t *t = __CYRUS_MV_SHAPE(to), *f = __CYRUS_MV_SHAPE(from);
  int n = to_spec->ndim, m = from_spec->ndim;
  return __cyrus_nd_assign(((__cyrus_mv_head *)to)->data, t, t + n, n, ((const __cyrus_mv_head *)from)->data, f, f + m,
                           from_spec->indirect ? f + 2 * m : NULL, m, to_spec->dtype);
}
