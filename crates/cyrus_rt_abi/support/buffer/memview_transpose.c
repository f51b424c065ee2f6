//! `view.T` in place: the dimensions in reverse order.
//@requires memview, raise_nogil
//@fn __cyrus_mv_transpose(void *, int, int) -> int !neg1 nogil
//@proto
static int __cyrus_mv_transpose(void *view, int ndim, int indirect);
//@code
static int __cyrus_mv_transpose(void *view, int ndim, int indirect) {
  Py_ssize_t *shape = __CYRUS_MV_SHAPE(view);
  int i, k;
  for (i = 0; indirect && i < ndim; i++)
    if (shape[2 * ndim + i] >= 0) {
      __cyrus_raise_nogil(PyExc_ValueError, "Cannot transpose memoryview with indirect dimensions");
      return -1;
    }
  for (k = 0; k < 2; k++, shape += ndim)
    for (i = 0; i < ndim / 2; i++) {
      Py_ssize_t swap = shape[i];
      shape[i] = shape[ndim - 1 - i];
      shape[ndim - 1 - i] = swap;
    }
  return 0;
}
