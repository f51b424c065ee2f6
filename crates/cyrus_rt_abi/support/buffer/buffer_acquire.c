//! Buffer arguments and variables, `object[int, ndim=2]`: fills `*b` from the object, checked against the type; a buffer that
//! it has is released first, so at the start it is zeroed. None gives a buffer of no elements. Where that fails in an
//! assignment, the buffer of the old value is taken again. Release gives it back; it may be called on a zeroed Py_buffer,
//! and more than once.
//@requires buffer_check
//@include <string.h>
//@fn __cyrus_buffer_acquire(Py_buffer *, obj, obj?, const __cyrus_dtype *, int, int, int) -> int !neg1
//@fn __cyrus_buffer_release(Py_buffer *) -> void
//@proto
static int __cyrus_buffer_acquire(Py_buffer *b, PyObject *o, PyObject *old, const __cyrus_dtype *type, int flags, int ndim,
                                  int cast);
static void __cyrus_buffer_release(Py_buffer *b);
//@code
static Py_ssize_t __cyrus_buffer_none[8] = {0}, __cyrus_buffer_direct[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
static void __cyrus_buffer_clear(Py_buffer *b) {
  memset(b, 0, sizeof *b);
  b->shape = b->strides = __cyrus_buffer_none;
  b->suboffsets = __cyrus_buffer_direct;
}
static void __cyrus_buffer_release(Py_buffer *b) {
  if (!b->buf) return;
  PyObject *type, *value, *tb;
  if (b->suboffsets == __cyrus_buffer_direct) b->suboffsets = NULL;
  PyErr_Fetch(&type, &value, &tb);
  PyBuffer_Release(b);
  PyErr_Restore(type, value, tb);
  b->buf = NULL;
}
static int __cyrus_buffer_of(Py_buffer *b, PyObject *o, const __cyrus_dtype *type, int flags, int ndim, int cast) {
  __cyrus_buffer_clear(b);
  if (o == Py_None) return 0;
  if (PyObject_GetBuffer(o, b, flags)) {
    __cyrus_buffer_clear(b);
    return -1;
  }
  if (__cyrus_buffer_check(b, type, ndim, cast)) {
    PyBuffer_Release(b);
    __cyrus_buffer_clear(b);
    return -1;
  }
  if (!b->suboffsets) b->suboffsets = __cyrus_buffer_direct;
  return 0;
}
static int __cyrus_buffer_acquire(Py_buffer *b, PyObject *o, PyObject *old, const __cyrus_dtype *type, int flags, int ndim,
                                  int cast) {
  PyObject *kind, *value, *tb;
  __cyrus_buffer_release(b);
  if (!__cyrus_buffer_of(b, o, type, flags, ndim, cast)) return 0;
  PyErr_Fetch(&kind, &value, &tb);
  if (old && __cyrus_buffer_of(b, old, type, flags, ndim, cast)) {
    __CYRUS_DROP(kind);
    __CYRUS_DROP(value);
    __CYRUS_DROP(tb);
    PyErr_SetString(PyExc_ValueError,
                    "Buffer acquisition failed on assignment; and then reacquiring the old buffer failed too!");
  } else {
    PyErr_Restore(kind, value, tb);
  }
  return -1;
}
