//! As memview_slice, for views with suboffsets. `*indirect` starts at -1 and is the last new dimension that is reached through a
//! pointer: later offsets go to its suboffset. The index form (`slice` 0) takes the index as `start`.
//@requires memview_slice
//@fn __cyrus_mv_slice_indirect(char **, Py_ssize_t *, Py_ssize_t *, Py_ssize_t *, int *, Py_ssize_t, Py_ssize_t, Py_ssize_t, int, int, Py_ssize_t, Py_ssize_t, Py_ssize_t, int, int) -> int !neg1 nogil
//@proto
static int __cyrus_mv_slice_indirect(char **data, Py_ssize_t *new_shape, Py_ssize_t *new_strides,
                                     Py_ssize_t *new_suboffsets, int *indirect, Py_ssize_t shape, Py_ssize_t stride,
                                     Py_ssize_t suboffset, int axis, int new_axis, Py_ssize_t start, Py_ssize_t stop,
                                     Py_ssize_t step, int given, int slice);
//@code
static int __cyrus_mv_slice_indirect(char **data, Py_ssize_t *new_shape, Py_ssize_t *new_strides,
                                     Py_ssize_t *new_suboffsets, int *indirect, Py_ssize_t shape, Py_ssize_t stride,
                                     Py_ssize_t suboffset, int axis, int new_axis, Py_ssize_t start, Py_ssize_t stop,
                                     Py_ssize_t step, int given, int slice) {
  char *origin = *data, *moved = origin;
  if (slice ? __cyrus_mv_slice(&moved, shape, stride, &new_shape[new_axis], &new_strides[new_axis], axis, start, stop,
                               step, given)
            : __cyrus_mv_slice_index(&moved, shape, stride, axis, start, 1, 1))
    return -1;
  if (slice) new_suboffsets[new_axis] = suboffset;
  if (*indirect < 0) *data = moved;
  else new_suboffsets[*indirect] += moved - origin;
  if (suboffset < 0) return 0;
  if (slice) *indirect = new_axis;
  else if (!new_axis) *data = *(char **)*data + suboffset;
  else {
    __cyrus_raise_axis(PyExc_IndexError, "All dimensions preceding dimension %d must be indexed and not sliced", axis);
    return -1;
  }
  return 0;
}
