//! bytes.startswith (direction -1) and endswith (1) with C bounds, of an object with a buffer or a tuple of them.
//@include <string.h>
//@fn __cyrus_bytes_tailmatch(obj, obj, Py_ssize_t, Py_ssize_t, int) -> int !neg1
//@proto
static int __cyrus_bytes_tailmatch(PyObject *o, PyObject *part, Py_ssize_t start, Py_ssize_t stop, int direction);
//@code
static int __cyrus_bytes_tailmatch(PyObject *o, PyObject *part, Py_ssize_t start, Py_ssize_t stop, int direction) {
  Py_buffer b;
  const char *s;
  int r = 0;
  if (PyTuple_Check(part)) {
    Py_ssize_t i;
    for (i = 0; !r && i < PyTuple_GET_SIZE(part); i++)
      r = __cyrus_bytes_tailmatch(o, PyTuple_GET_ITEM(part, i), start, stop, direction);
    return r;
  }
  if (PyObject_GetBuffer(part, &b, PyBUF_SIMPLE)) return -1;
  s = PyBytes_Check(o) ? PyBytes_AS_STRING(o) : PyByteArray_AS_STRING(o);
  if (start < 0 && (start += Py_SIZE(o)) < 0) start = 0;
  if (stop < 0) stop += Py_SIZE(o);
  else if (stop > Py_SIZE(o)) stop = Py_SIZE(o);
  if (start <= stop && stop - start >= b.len) r = !memcmp(s + (direction > 0 ? stop - b.len : start), b.buf, (size_t)b.len);
  PyBuffer_Release(&b);
  return r;
}
