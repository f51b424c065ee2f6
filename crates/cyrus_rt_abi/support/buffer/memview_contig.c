//! Whether a view's elements lie without gaps in C ('C') or Fortran ('F') order.
//@requires memview
//@fn __cyrus_nd_contig(const Py_ssize_t *, const Py_ssize_t *, int, Py_ssize_t, char) -> int nogil pure
//@proto
static int __cyrus_nd_contig(const Py_ssize_t *shape, const Py_ssize_t *strides, int n, Py_ssize_t itemsize, char order);
//@code
static int __cyrus_nd_contig(const Py_ssize_t *shape, const Py_ssize_t *strides, int n, Py_ssize_t itemsize, char order) {
  int i;
  for (i = 0; i < n; i++) {
    int d = order == 'F' ? i : n - 1 - i;
    if (strides[d] != itemsize && shape[d] > 1) return 0;
    itemsize *= shape[d];
  }
  return 1;
}
