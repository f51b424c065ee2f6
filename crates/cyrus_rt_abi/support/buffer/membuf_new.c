//! Fresh memory for n dimensions in C or Fortran order: fills the strides; the elements are zero (objects: NULL). The format is copied.
//! NULL with MemoryError; the GIL is not needed.
//@requires memview, raise_nogil
//@include <string.h>
//@fn __cyrus_membuf_new(const __cyrus_dtype *, const char *, const Py_ssize_t *, Py_ssize_t *, int, char) -> __cyrus_membuf * !null nogil
//@proto
static __cyrus_membuf *__cyrus_membuf_new(const __cyrus_dtype *type, const char *format, const Py_ssize_t *shape,
                                          Py_ssize_t *strides, int n, char order);
//@code
static __cyrus_membuf *__cyrus_membuf_new(const __cyrus_dtype *type, const char *format, const Py_ssize_t *shape,
                                          Py_ssize_t *strides, int n, char order) {
  Py_ssize_t size = (Py_ssize_t)type->size;
  size_t data = (sizeof(__cyrus_membuf) + strlen(format) + 64) / 64 * 64;
  __cyrus_membuf *b = NULL;
  int i;
  for (i = 0; i < n && size >= 0; i++) {
    int d = order == 'F' ? i : n - 1 - i;
    strides[d] = size;
    size = shape[d] && size > PY_SSIZE_T_MAX / 2 / shape[d] ? -1 : size * shape[d];
  }
  if (size >= 0) b = (__cyrus_membuf *)PyMem_RawCalloc(data + (size_t)size, 1);
  if (!b) {
    __cyrus_raise_nogil(PyExc_MemoryError, "unable to allocate array data.");
    return NULL;
  }
  b->count = 1;
  b->dtype = type;
  b->view.format = strcpy((char *)(b + 1), format);
  b->view.buf = (char *)b + data;
  b->view.len = size;
  b->view.itemsize = (Py_ssize_t)type->size;
  b->view.ndim = n;
  return b;
}
