//! One dimension `start:stop:step` of a view with direct access: new extent and stride, and the data pointer moved. Bits 0, 1, 2 of
//! `given` say whether start, stop, step are there. Errors take the GIL by themselves.
//@requires buffer_index
//@fn __cyrus_mv_slice(char **, Py_ssize_t, Py_ssize_t, Py_ssize_t *, Py_ssize_t *, int, Py_ssize_t, Py_ssize_t, Py_ssize_t, int) -> int !neg1 nogil
//@fn __cyrus_mv_slice_index(char **, Py_ssize_t, Py_ssize_t, int, Py_ssize_t, int, int) -> int !neg1 nogil
//@proto
static int __cyrus_mv_slice(char **data, Py_ssize_t shape, Py_ssize_t stride, Py_ssize_t *new_shape,
                            Py_ssize_t *new_stride, int axis, Py_ssize_t start, Py_ssize_t stop, Py_ssize_t step,
                            int given);
static inline int __cyrus_mv_slice_index(char **data, Py_ssize_t shape, Py_ssize_t stride, int axis, Py_ssize_t i,
                                         int wraparound, int boundscheck) {
  if (wraparound && i < 0) i += shape;
  if (__CYRUS_UNLIKELY(boundscheck && (size_t)i >= (size_t)shape)) {
    __cyrus_raise_axis(PyExc_IndexError, "Index out of bounds (axis %d)", axis);
    return -1;
  }
  *data += i * stride;
  return 0;
}
//@code
static int __cyrus_mv_slice(char **data, Py_ssize_t shape, Py_ssize_t stride, Py_ssize_t *new_shape,
                            Py_ssize_t *new_stride, int axis, Py_ssize_t start, Py_ssize_t stop, Py_ssize_t step,
                            int given) {
  if (!(given & 4)) step = 1;
  if (!step) {
    __cyrus_raise_axis(PyExc_ValueError, "Step may not be zero (axis %d)", axis);
    return -1;
  }
  if (step < -PY_SSIZE_T_MAX) step = -PY_SSIZE_T_MAX;
  if (!(given & 1)) start = step < 0 ? PY_SSIZE_T_MAX : 0;
  if (!(given & 2)) stop = step < 0 ? PY_SSIZE_T_MIN : PY_SSIZE_T_MAX;
  *new_shape = PySlice_AdjustIndices(shape, &start, &stop, step);
  *new_stride = stride * step;
  if (*new_shape) *data += start * stride;
  return 0;
}
