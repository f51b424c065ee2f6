//! Copying and filling of strided memory. Objects are counted: the GIL must then be held.
//@include <string.h>
//@fn __cyrus_nd_copy(char *, const Py_ssize_t *, const char *, const Py_ssize_t *, const Py_ssize_t *, int, size_t, int) -> void nogil
//@proto
static void __cyrus_nd_copy(char *to, const Py_ssize_t *to_strides, const char *from, const Py_ssize_t *from_strides,
                            const Py_ssize_t *shape, int n, size_t size, int objects);
//@code
#define __CYRUS_COPY_LOOP(SIZE) for (i = 0; i < *shape; i++, to += *to_strides, from += *from_strides) memcpy(to, from, SIZE)
static void __cyrus_nd_copy(char *to, const Py_ssize_t *to_strides, const char *from, const Py_ssize_t *from_strides,
                            const Py_ssize_t *shape, int n, size_t size, int objects) {
  Py_ssize_t i;
  if (n > 1) {
    for (i = 0; i < *shape; i++, to += *to_strides, from += *from_strides)
      __cyrus_nd_copy(to, to_strides + 1, from, from_strides + 1, shape + 1, n - 1, size, objects);
  } else if (objects) {
    for (i = 0; i < *shape; i++, to += *to_strides, from += *from_strides) {
      PyObject *old = *(PyObject **)to, *o = *(PyObject *const *)from;
      *(PyObject **)to = Py_XNewRef(o);
      Py_XDECREF(old);
    }
  } else if (*to_strides == (Py_ssize_t)size && *from_strides == (Py_ssize_t)size) memcpy(to, from, size * (size_t)*shape);
  else if (size == 8) __CYRUS_COPY_LOOP(8);
  else if (size == 4) __CYRUS_COPY_LOOP(4);
  else __CYRUS_COPY_LOOP(size);
}
