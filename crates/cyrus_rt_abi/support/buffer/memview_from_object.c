//! A view of an object's buffer, checked against the view type: element type, dimensions, access and packing. None gives
//! the None view, whose extents are 0.
//@requires memview_object_struct, buffer_check
//@include <string.h>
//@fn __cyrus_mv_from_object(obj, const __cyrus_view_spec *, void *) -> int !neg1
//@proto
static int __cyrus_mv_from_object(PyObject *o, const __cyrus_view_spec *spec, void *view);
//@code
static const char *__cyrus_mv_axis_problem(const __cyrus_view_spec *spec, int i, Py_ssize_t stride) {
  char access = spec->axes[2 * i], packing = spec->axes[2 * i + 1];
  Py_ssize_t size = (Py_ssize_t)spec->dtype->size;
  if (packing == 'c' && access != 'd' && stride != (Py_ssize_t)sizeof(void *))
    return "Buffer is not indirectly contiguous in dimension %d.";
  if ((packing == 'c' && access == 'd' && stride != size) || (packing == 'f' && (stride < 0 ? -stride : stride) < size))
    return "Buffer and memoryview are not contiguous in the same dimension.";
  return NULL;
}
static int __cyrus_mv_check(const __cyrus_view_spec *spec, const Py_ssize_t *shape, const Py_ssize_t *strides,
                            const Py_ssize_t *suboffsets) {
  const char *problem = NULL;
  Py_ssize_t expected = (Py_ssize_t)spec->dtype->size;
  int i, k, n = spec->ndim;
  for (i = 0; i < n; i++)
    if (!shape[i]) return 0;
  for (i = 0; i < n && !problem; i++) {
    Py_ssize_t suboffset = suboffsets ? suboffsets[i] : -1;
    if (shape[i] > 1) problem = __cyrus_mv_axis_problem(spec, i, strides[i]);
    if (problem) break;
    if (spec->axes[2 * i] == 'd' && suboffset >= 0) problem = "Buffer not compatible with direct access in dimension %d.";
    if (spec->axes[2 * i] == 'p' && suboffset < 0) problem = "Buffer is not indirectly accessible in dimension %d.";
    if (problem) break;
  }
  for (k = 0; k < n && spec->order && !problem; k++) {
    int d = spec->order == 'F' ? k : n - 1 - k;
    if (strides[d] != expected && shape[d] > 1)
      problem = spec->order == 'F' ? "Buffer not fortran contiguous." : "Buffer not C contiguous.";
    expected *= shape[d];
  }
  if (problem) PyErr_Format(PyExc_ValueError, problem, i);
  return problem ? -1 : 0;
}

static int __cyrus_mv_from_object(PyObject *o, const __cyrus_view_spec *spec, void *view) {
  __cyrus_mv_head *head = (__cyrus_mv_head *)view;
  Py_ssize_t *shape = __CYRUS_MV_SHAPE(view), *strides = shape + spec->ndim;
  const Py_ssize_t *suboffsets;
  __cyrus_membuf *b;
  int i, n = spec->ndim;
  head->data = NULL;
  head->owner = NULL;
  if (o == Py_None) {
    head->owner = (__cyrus_membuf *)Py_None;
    memset(shape, 0, (size_t)n * sizeof *shape * (spec->indirect ? 3 : 2));
    return 0;
  }
  if (__cyrus_mvobj_type && Py_TYPE(o) == __cyrus_mvobj_type && ((__cyrus_mvobj *)o)->buf->dtype == spec->dtype &&
      ((__cyrus_mvobj *)o)->ndim == n && !((spec->flags & PyBUF_WRITABLE) && ((__cyrus_mvobj *)o)->buf->view.readonly)) {
    __cyrus_mvobj *m = (__cyrus_mvobj *)o;
    if (__cyrus_mv_check(spec, m->dims[0], m->dims[1], m->dims[2])) return -1;
    b = m->buf;
    head->data = m->data;
    memcpy(shape, m->dims[0], (size_t)n * sizeof *shape);
    memcpy(strides, m->dims[1], (size_t)n * sizeof *shape);
    suboffsets = m->dims[2];
    __cyrus_mv_retain(b);
  } else {
    Py_ssize_t step = (Py_ssize_t)spec->dtype->size;
    b = (__cyrus_membuf *)PyMem_RawMalloc(sizeof *b);
    if (!b) {
      PyErr_NoMemory();
      return -1;
    }
    b->count = 1;
    b->dtype = spec->dtype;
    if (PyObject_GetBuffer(o, &b->view, spec->flags)) {
      PyMem_RawFree(b);
      return -1;
    }
    if (!b->view.obj) b->view.obj = Py_NewRef(Py_None);
    suboffsets = b->view.suboffsets;
    if (__cyrus_buffer_check(&b->view, spec->dtype, n, 0)) {
      if (!(spec->flags & PyBUF_WRITABLE)) {
        /* The message has the type of the elements as they were asked for. */
        __cyrus_dtype named = *spec->dtype;
        char name[200];
        PyOS_snprintf(name, sizeof name, "const %s", named.name);
        named.name = name;
        PyErr_Clear();
        (void)__cyrus_buffer_check(&b->view, &named, n, 0);
      }
      goto fail;
    }
    for (i = n - 1; i >= 0; i--) {
      shape[i] = b->view.shape[i];
      strides[i] = b->view.strides ? b->view.strides[i] : step;
      step *= shape[i];
    }
    if (__cyrus_mv_check(spec, shape, strides, suboffsets)) goto fail;
    head->data = (char *)b->view.buf;
  }
  if (spec->indirect)
    for (i = 0; i < n; i++) strides[n + i] = suboffsets ? suboffsets[i] : -1;
  head->owner = b;
  return 0;
fail:
  __cyrus_mv_release(b);
  return -1;
}
