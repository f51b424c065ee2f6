//! `view[...] = scalar`: every element becomes the one given. The view has no suboffsets.
//@requires memview, nd_copy
//@fn __cyrus_mv_fill(void *, const __cyrus_view_spec *, const void *) -> void nogil
//@proto
static void __cyrus_nd_fill(char *to, const Py_ssize_t *shape, const Py_ssize_t *strides, int n, const __cyrus_dtype *type,
                            const void *item);
static inline void __cyrus_mv_fill(void *view, const __cyrus_view_spec *spec, const void *item) {
  __cyrus_nd_fill(((__cyrus_mv_head *)view)->data, __CYRUS_MV_SHAPE(view), __CYRUS_MV_SHAPE(view) + spec->ndim, spec->ndim,
                  spec->dtype, item);
}
//@code
static void __cyrus_nd_fill(char *to, const Py_ssize_t *shape, const Py_ssize_t *strides, int n, const __cyrus_dtype *type,
                            const void *item) {
  static const Py_ssize_t still[8] = {0};
  PyGILState_STATE gil = PyGILState_UNLOCKED;
  if (type->kind == 'O') gil = PyGILState_Ensure();
  __cyrus_nd_copy(to, strides, (const char *)item, still, shape, n, type->size, type->kind == 'O');
  if (type->kind == 'O') PyGILState_Release(gil);
}
