//! `view.copy()` and `view.copy_fortran()`: a view of the same number of dimensions on new contiguous memory. The result has the
//! layout of the source's struct; suboffsets, if it has any, are -1.
//@requires membuf_new, nd_assign, raise_nogil
//@fn __cyrus_mv_copy(const void *, const __cyrus_view_spec *, void *, char) -> int !neg1 nogil
//@proto
static int __cyrus_mv_copy(const void *from, const __cyrus_view_spec *spec, void *to, char order);
//@code
static int __cyrus_mv_copy(const void *from, const __cyrus_view_spec *spec, void *to, char order) {
  const __cyrus_mv_head *src = (const __cyrus_mv_head *)from;
  const Py_ssize_t *f = __CYRUS_MV_SHAPE(from);
  __cyrus_mv_head *dst = (__cyrus_mv_head *)to;
  Py_ssize_t shape[8], strides[8], *t = __CYRUS_MV_SHAPE(to);
  __cyrus_membuf *b;
  int i, n = spec->ndim;
  if ((PyObject *)src->owner == Py_None) {
    __cyrus_raise_nogil(PyExc_AttributeError, "Cannot access 'copy' attribute of None memoryview slice");
    return -1;
  }
  memcpy(shape, f, (size_t)n * sizeof *f);
  for (i = 0; spec->indirect && i < n; i++)
    if (f[2 * n + i] >= 0)
      return __cyrus_nd_error("Cannot copy memoryview slice with indirect dimensions (axis %d)", i, 0, 0);
  b = __cyrus_membuf_new(spec->dtype, src->owner->view.format ? src->owner->view.format : "B", shape, strides, n, order);
  if (!b) return -1;
  if (__cyrus_nd_assign((char *)b->view.buf, shape, strides, n, src->data, f, f + n, NULL, n, spec->dtype)) {
    __cyrus_mv_release(b);
    return -1;
  }
  dst->owner = b;
  dst->data = (char *)b->view.buf;
  memcpy(t, shape, (size_t)n * sizeof *t);
  memcpy(t + n, strides, (size_t)n * sizeof *t);
  for (i = 0; spec->indirect && i < n; i++) t[2 * n + i] = -1;
  return 0;
}
