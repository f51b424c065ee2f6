//! Typed memoryviews. `__CYRUS_DEFINE_MEMVIEW(N)` defines the struct `__cyrus_mvN` of a view of N dimensions, all of them
//! direct; `__CYRUS_DEFINE_MEMVIEW_INDIRECT(N)` the struct `__cyrus_mviN` with suboffsets.
//!
//! A view refers to a `__cyrus_membuf`: memory acquired from an object (`view.obj`), or allocated with it (`view.obj` NULL). Its count of views
//! is atomic; who brings it to zero takes the GIL and frees it. `owner` NULL: unassigned; Py_None: the view is None.
//! Functions of other fragments take views of any number of dimensions as `void *` and rely on the order of members.
//! `__cyrus_view_spec` describes a view type: `axes` has two letters per dimension, access (d direct, p pointer, f full) and
//! packing (s strided, c contiguous, f follows); `order` C, F or 0; `flags` for PyObject_GetBuffer: PyBUF_FORMAT with
//! PyBUF_C_CONTIGUOUS, PyBUF_F_CONTIGUOUS, PyBUF_INDIRECT or PyBUF_STRIDES, and PyBUF_WRITABLE unless the element type is const.
//@requires dtype
//@fn __cyrus_mv_retain(__cyrus_membuf *) -> void nogil
//@fn __cyrus_mv_release(__cyrus_membuf *) -> void nogil
//@proto
typedef struct { Py_buffer view; const __cyrus_dtype *dtype; long count; } __cyrus_membuf;
typedef struct { const __cyrus_dtype *dtype; const char *axes; int flags; int ndim; char order, indirect; } __cyrus_view_spec;
#define __CYRUS_DEFINE_MEMVIEW(N) \
  typedef struct { __cyrus_membuf *owner; char *data; Py_ssize_t shape[N], strides[N]; } __cyrus_mv##N;
#define __CYRUS_DEFINE_MEMVIEW_INDIRECT(N) \
  typedef struct { __cyrus_membuf *owner; char *data; Py_ssize_t shape[N], strides[N], suboffsets[N]; } __cyrus_mvi##N;
typedef struct { __cyrus_membuf *owner; char *data; } __cyrus_mv_head;
#define __CYRUS_MV_SHAPE(view) ((Py_ssize_t *)((char *)(view) + sizeof(__cyrus_mv_head)))
#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define __cyrus_atomic_add(p, n) _InterlockedExchangeAdd(p, n)
#else
#define __cyrus_atomic_add(p, n) __atomic_fetch_add(p, n, __ATOMIC_ACQ_REL)
#endif
static void __cyrus_membuf_free(__cyrus_membuf *b);
static inline void __cyrus_mv_retain(__cyrus_membuf *b) {
  if (b && (PyObject *)b != Py_None) __cyrus_atomic_add(&b->count, 1);
}
static inline void __cyrus_mv_release(__cyrus_membuf *b) {
  if (b && (PyObject *)b != Py_None && __cyrus_atomic_add(&b->count, -1) == 1) __cyrus_membuf_free(b);
}
//@code
static void __cyrus_membuf_free(__cyrus_membuf *b) {
  PyGILState_STATE gil = PyGILState_Ensure();
  // The exporter may run Python code, and views also end on the way out of an error.
  PyObject *type, *value, *tb;
  PyErr_Fetch(&type, &value, &tb);
  if (b->view.obj) PyBuffer_Release(&b->view);
  else if (b->dtype->kind == 'O') {
    PyObject **p = (PyObject **)b->view.buf, **end = p + b->view.len / b->view.itemsize;
    for (; p < end; p++) Py_XDECREF(*p);
  }
  PyMem_RawFree(b);
  PyErr_Restore(type, value, tb);
  PyGILState_Release(gil);
}
