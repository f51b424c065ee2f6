//! Whether an acquired buffer has the element type and the number of dimensions wanted.
//@requires dtype_check
//@fn __cyrus_buffer_check(const Py_buffer *, const __cyrus_dtype *, int, int) -> int !neg1
//@proto
static int __cyrus_buffer_check(const Py_buffer *b, const __cyrus_dtype *type, int ndim, int cast);
//@code
static int __cyrus_buffer_check(const Py_buffer *b, const __cyrus_dtype *type, int ndim, int cast) {
  if (b->ndim != ndim) {
    PyErr_Format(PyExc_ValueError, "Buffer has wrong number of dimensions (expected %d, got %d)", ndim, b->ndim);
    return -1;
  }
  if (!cast && __cyrus_dtype_check(type, b->format)) return -1;
  if ((size_t)b->itemsize != type->size) {
    PyErr_Format(PyExc_ValueError, "Item size of buffer (%zd byte%s) does not match size of '%s' (%zu byte%s)",
                 b->itemsize, b->itemsize > 1 ? "s" : "", type->name, type->size, type->size > 1 ? "s" : "");
    return -1;
  }
  return 0;
}
