//! Copies elements between views of memory that may overlap and differ in dimensions: the source is broadcast as Python's
//! array libraries do. Suboffsets may be NULL. Errors take the GIL by themselves.
//@requires memview, memview_contig, nd_copy, raise_nogil
//@fn __cyrus_nd_assign(char *, const Py_ssize_t *, const Py_ssize_t *, int, const char *, const Py_ssize_t *, const Py_ssize_t *, const Py_ssize_t *, int, const __cyrus_dtype *) -> int !neg1 nogil
//@proto
static int __cyrus_nd_assign(char *to, const Py_ssize_t *to_shape, const Py_ssize_t *to_strides, int to_n, const char *from,
                             const Py_ssize_t *from_shape, const Py_ssize_t *from_strides,
                             const Py_ssize_t *from_suboffsets, int from_n, const __cyrus_dtype *type);
//@code
static void __cyrus_nd_extent(const char *p, const Py_ssize_t *shape, const Py_ssize_t *strides, int n, size_t size,
                              const char **low, const char **high) {
  *low = *high = p;
  while (n--)
    if (strides[n] > 0) *high += strides[n] * (shape[n] - 1);
    else *low += strides[n] * (shape[n] - 1);
  *high += size;
}
static int __cyrus_nd_error(const char *format, int axis, Py_ssize_t a, Py_ssize_t b) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyErr_Format(PyExc_ValueError, format, axis, a, b);
  PyGILState_Release(gil);
  return -1;
}
static int __cyrus_nd_assign(char *to, const Py_ssize_t *to_shape, const Py_ssize_t *to_strides, int to_n, const char *from,
                             const Py_ssize_t *from_shape, const Py_ssize_t *from_strides,
                             const Py_ssize_t *from_suboffsets, int from_n, const __cyrus_dtype *type) {
  Py_ssize_t shape[8], ts[8], fs[8], tmp[8], total = 1;
  const char *a, *b, *c, *d;
  char *copy = NULL;
  int i, n = to_n > from_n ? to_n : from_n, objects = type->kind == 'O';
  PyGILState_STATE gil = PyGILState_UNLOCKED;
  for (i = 0; i < n; i++) {
    int t = i - (n - to_n), f = i - (n - from_n);
    Py_ssize_t extent = t < 0 ? 1 : to_shape[t], have = f < 0 ? 1 : from_shape[f];
    if (f >= 0 && from_suboffsets && from_suboffsets[f] >= 0) return __cyrus_nd_error("Dimension %d is not direct", i, 0, 0);
    if (have != extent && have != 1)
      return __cyrus_nd_error("got differing extents in dimension %d (got %zd and %zd)", i, extent, have);
    shape[i] = extent;
    ts[i] = t < 0 ? 0 : to_strides[t];
    fs[i] = f < 0 || have == 1 ? 0 : from_strides[f];
    total *= extent;
  }
  if (!total) return 0;
  if (objects) gil = PyGILState_Ensure();
  __cyrus_nd_extent(to, shape, ts, n, type->size, &a, &b);
  __cyrus_nd_extent(from, shape, fs, n, type->size, &c, &d);
  if (a < d && c < b) {
    Py_ssize_t step = (Py_ssize_t)type->size;
    copy = (char *)PyMem_RawMalloc((size_t)total * type->size);
    if (!copy) {
      if (objects) PyGILState_Release(gil);
      __cyrus_raise_nogil(PyExc_MemoryError, "");
      return -1;
    }
    for (i = n - 1; i >= 0; i--) {
      tmp[i] = step;
      step *= shape[i];
    }
    __cyrus_nd_copy(copy, tmp, from, fs, shape, n, type->size, 0);
    if (objects)
      for (i = 0; i < total; i++) Py_XINCREF(((PyObject **)copy)[i]);
    memcpy(fs, tmp, sizeof fs);
    from = copy;
  }
  if (__cyrus_nd_contig(shape, ts, n, (Py_ssize_t)type->size, 'F') && n > 1)
    for (i = 0; i < n / 2; i++) {
      Py_ssize_t *all[3] = {shape, ts, fs}, swap;
      int k;
      for (k = 0; k < 3; k++) swap = all[k][i], all[k][i] = all[k][n - 1 - i], all[k][n - 1 - i] = swap;
    }
  __cyrus_nd_copy(to, ts, from, fs, shape, n, type->size, objects);
  if (copy && objects)
    for (i = 0; i < total; i++) Py_XDECREF(((PyObject **)copy)[i]);
  if (objects) PyGILState_Release(gil);
  PyMem_RawFree(copy);
  return 0;
}
