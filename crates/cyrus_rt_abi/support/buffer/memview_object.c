//! The Python object of a memoryview: indexing, slicing, assignment, the buffer protocol, and the attributes of
//! cython.view.memoryview. One type for all modules of a process. `__cyrus_mv_to_object` gives None for the None view;
//! `cython.view.memoryview(obj, flags)` is the type called.
//@requires memview_object_struct, memview_slice_indirect, memview_item, nd_assign, memview_copy, memview_fill, shared_type
//@include <string.h>
//@init __cyrus_mvobj_init
//@fn __cyrus_mv_to_object(const void *, const __cyrus_view_spec *) -> new
//@fn __cyrus_mvobj_class() -> borrowed
//@proto
static PyObject *__cyrus_mvobj_class(void);
static PyObject *__cyrus_mv_to_object(const void *view, const __cyrus_view_spec *spec);
static int __cyrus_mvobj_init(void);
//@code
#define __CYRUS_MV(o) ((__cyrus_mvobj *)(o))
static __cyrus_mvobj *__cyrus_mvobj_new(__cyrus_membuf *b, char *data, int ndim, const Py_ssize_t *shape,
                                        const Py_ssize_t *strides, const Py_ssize_t *suboffsets) {
  __cyrus_mvobj *m = (__cyrus_mvobj *)__cyrus_mvobj_type->tp_alloc(__cyrus_mvobj_type, 0);
  int i;
  if (!m) return NULL;
  __cyrus_mv_retain(b);
  m->buf = b;
  m->data = data;
  m->ndim = ndim;
  m->len = b->view.itemsize;
  for (i = ndim - 1; i >= 0; i--) {
    m->dims[0][i] = shape ? shape[i] : m->len / b->view.itemsize;
    m->dims[1][i] = strides ? strides[i] : m->len;
    m->dims[2][i] = suboffsets ? suboffsets[i] : -1;
    m->len *= m->dims[0][i];
  }
  return m;
}
static PyObject *__cyrus_mv_to_object(const void *view, const __cyrus_view_spec *spec) {
  const __cyrus_mv_head *head = (const __cyrus_mv_head *)view;
  const Py_ssize_t *shape = __CYRUS_MV_SHAPE(view);
  int n = spec->ndim;
  if ((PyObject *)head->owner == Py_None) return Py_NewRef(Py_None);
  return (PyObject *)__cyrus_mvobj_new(head->owner, head->data, n, shape, shape + n, spec->indirect ? shape + 2 * n : NULL);
}
static PyObject *__cyrus_mvobj_call(PyTypeObject *type, PyObject *args, PyObject *kwds) {
  static const char *const names[] = {"obj", "flags", "dtype_is_object", NULL};
  static const __cyrus_dtype plain = {"", 1, 'B', NULL, NULL, NULL, NULL}, object = {"", sizeof(void *), 'O', NULL, NULL, NULL, NULL};
  PyObject *o, *m = NULL;
  int flags, is_object = 0;
  __cyrus_membuf *b;
  (void)type;
  if (!PyArg_ParseTupleAndKeywords(args, kwds, "Oi|p", (char **)names, &o, &flags, &is_object)) return NULL;
  b = (__cyrus_membuf *)PyMem_RawMalloc(sizeof *b);
  if (!b) return PyErr_NoMemory();
  b->count = 1;
  if (PyObject_GetBuffer(o, &b->view, flags)) {
    PyMem_RawFree(b);
    return NULL;
  }
  if (!b->view.obj) b->view.obj = Py_NewRef(Py_None);
  b->dtype = (b->view.format && !strcmp(b->view.format, "O")) || (!b->view.format && is_object) ? &object : &plain;
  if (b->view.ndim > 8) PyErr_SetString(PyExc_ValueError, "Buffer has too many dimensions");
  else {
    Py_ssize_t whole = b->view.len / b->view.itemsize;
    m = (PyObject *)__cyrus_mvobj_new(b, (char *)b->view.buf, b->view.ndim,
                                      b->view.shape || b->view.ndim != 1 ? b->view.shape : &whole, b->view.strides,
                                      b->view.suboffsets);
  }
  __cyrus_mv_release(b);
  return m;
}
static void __cyrus_mvobj_dealloc(PyObject *o) {
  PyTypeObject *type = Py_TYPE(o);
  PyObject_GC_UnTrack(o);
  __cyrus_mv_release(__CYRUS_MV(o)->buf);
  type->tp_free(o);
  Py_DECREF(type);
}
static int __cyrus_mvobj_traverse(PyObject *o, visitproc visit, void *arg) {
  __cyrus_membuf *b = __CYRUS_MV(o)->buf;
  Py_VISIT(Py_TYPE(o));
  if (b && b->count == 1) Py_VISIT(b->view.obj);
  return 0;
}
/* The garbage collector breaks a cycle: the object lives on as a view of nothing. */
static int __cyrus_mvobj_clear(PyObject *o) {
  static const __cyrus_dtype plain = {"", 1, 'B', NULL, NULL, NULL, NULL};
  static __cyrus_membuf nothing;
  __cyrus_membuf *b = __CYRUS_MV(o)->buf;
  nothing.count = 1L << 24;
  nothing.dtype = &plain;
  nothing.view.itemsize = 1;
  __CYRUS_MV(o)->buf = &nothing;
  __CYRUS_MV(o)->len = 0;
  memset(__CYRUS_MV(o)->dims[0], 0, sizeof __CYRUS_MV(o)->dims[0]);
  __cyrus_mv_release(b);
  return 0;
}
/* The element type when it is known how to convert it; else the struct module is asked. */
static PyObject *__cyrus_mvobj_item(__cyrus_mvobj *m, char *p) {
  const __cyrus_dtype *t = m->buf->dtype;
  PyObject *module, *bytes, *r;
  const char *format = m->buf->view.format ? m->buf->view.format : "B";
  if (t->get) return t->get(p);
  if (t->kind == 'O') return Py_NewRef(*(PyObject **)p ? *(PyObject **)p : Py_None);
  module = PyImport_ImportModule("struct");
  bytes = module ? PyBytes_FromStringAndSize(p, m->buf->view.itemsize) : NULL;
  r = bytes ? PyObject_CallMethod(module, "unpack", "sO", format, bytes) : NULL;
  Py_XDECREF(bytes);
  Py_XDECREF(module);
  if (!r && module && !PyErr_ExceptionMatches(PyExc_MemoryError))
    PyErr_SetString(PyExc_ValueError, "Unable to convert item to object");
  if (r && !format[1]) {
    bytes = Py_NewRef(PyTuple_GET_ITEM(r, 0));
    Py_DECREF(r);
    return bytes;
  }
  return r;
}
static int __cyrus_mvobj_store(__cyrus_mvobj *m, char *p, PyObject *value) {
  const __cyrus_dtype *t = m->buf->dtype;
  PyObject *module, *pack, *args, *all, *r = NULL;
  if (t->set) return t->set(p, value);
  if (t->kind == 'O') {
    PyObject *old = *(PyObject **)p;
    *(PyObject **)p = Py_NewRef(value);
    Py_XDECREF(old);
    return 0;
  }
  module = PyImport_ImportModule("struct");
  pack = module ? PyObject_GetAttrString(module, "pack") : NULL;
  args = Py_BuildValue("(s)", m->buf->view.format ? m->buf->view.format : "B");
  value = PyTuple_Check(value) ? Py_NewRef(value) : PyTuple_Pack(1, value);
  all = pack && args && value ? PySequence_Concat(args, value) : NULL;
  if (all) r = PyObject_Call(pack, all, NULL);
  if (r) memcpy(p, PyBytes_AS_STRING(r), (size_t)m->buf->view.itemsize);
  Py_XDECREF(module);
  Py_XDECREF(pack);
  Py_XDECREF(args);
  Py_XDECREF(value);
  Py_XDECREF(all);
  Py_XDECREF(r);
  return r ? 0 : -1;
}
/* Applies an index: `*out` is a new view unless every dimension was indexed; `*data` then is the element. */
static int __cyrus_mvobj_index(__cyrus_mvobj *m, PyObject *index, char **data, __cyrus_mvobj **out) {
  Py_ssize_t dims[3][8], i, n = PyTuple_Check(index) ? PyTuple_GET_SIZE(index) : 1, given = 0;
  int axis = 0, to = 0, indirect = -1, sliced = 0, dots = 0;
  *out = NULL;
  *data = m->data;
  for (i = 0; i < n; i++) {
    PyObject *x = PyTuple_Check(index) ? PyTuple_GET_ITEM(index, i) : index;
    if (x == Py_Ellipsis || x == Py_None || PySlice_Check(x)) sliced = 1;
    else if (!PyIndex_Check(x)) {
      PyErr_Format(PyExc_TypeError, "Cannot index with type '%R'", (PyObject *)Py_TYPE(x));
      return -1;
    }
    given += x != Py_Ellipsis && x != Py_None;
  }
  if (given > m->ndim) {
    PyErr_Format(PyExc_IndexError, "Too many indices for a memoryview of %d dimensions", m->ndim);
    return -1;
  }
  if (given < m->ndim) sliced = 1;
  for (i = 0; i <= n; i++) {
    PyObject *x = i == n ? Py_Ellipsis : PyTuple_Check(index) ? PyTuple_GET_ITEM(index, i) : index;
    if (x == Py_Ellipsis) {
      Py_ssize_t missing = dots++ ? 0 : m->ndim - given;
      for (; missing; missing--, axis++, to++)
        if (to < 8 && __cyrus_mv_slice_indirect(data, dims[0], dims[1], dims[2], &indirect, m->dims[0][axis], m->dims[1][axis],
                                                m->dims[2][axis], axis, to, 0, 0, 0, 0, 1))
          return -1;
    } else if (to == 8) break;
    else if (x == Py_None) {
      dims[0][to] = 1;
      dims[1][to] = 0;
      dims[2][to++] = -1;
    } else {
      Py_ssize_t start = 0, stop = 0, step = 0;
      int slice = PySlice_Check(x), flags = 0;
      if (slice) {
        PySliceObject *s = (PySliceObject *)x;
        flags = (s->start != Py_None) | (s->stop != Py_None) << 1 | (s->step != Py_None) << 2;
        if (PySlice_Unpack(x, &start, &stop, &step)) {
          if (!PyErr_ExceptionMatches(PyExc_ValueError)) return -1;
          PyErr_Clear();
          step = 0;
        }
      } else {
        start = PyNumber_AsSsize_t(x, PyExc_IndexError);
        if (start == -1 && PyErr_Occurred()) return -1;
        if (!sliced) {
          start = __cyrus_buffer_index(start, m->dims[0][axis], 1, 1, axis);
          if (start < 0) return -1;
          *data = __cyrus_mv_step(*data, start, m->dims[1][axis], m->dims[2][axis]);
          axis++;
          continue;
        }
      }
      if (__cyrus_mv_slice_indirect(data, dims[0], dims[1], dims[2], &indirect, m->dims[0][axis], m->dims[1][axis],
                                    m->dims[2][axis], axis, to, start, stop, step, flags, slice))
        return -1;
      axis++;
      to += slice;
    }
  }
  if (!sliced) return 0;
  if (to > 8) {
    PyErr_SetString(PyExc_IndexError, "Too many dimensions for a memoryview");
    return -1;
  }
  *out = __cyrus_mvobj_new(m->buf, *data, to, dims[0], dims[1], dims[2]);
  return *out ? 0 : -1;
}
static PyObject *__cyrus_mvobj_subscript(PyObject *o, PyObject *index) {
  __cyrus_mvobj *out;
  char *p;
  if (index == Py_Ellipsis) return Py_NewRef(o);
  if (__cyrus_mvobj_index(__CYRUS_MV(o), index, &p, &out)) return NULL;
  return out ? (PyObject *)out : __cyrus_mvobj_item(__CYRUS_MV(o), p);
}
static int __cyrus_mvobj_fill(__cyrus_mvobj *m, PyObject *value) {
  char small[256], *item = small;
  Py_ssize_t size = m->buf->view.itemsize;
  int i, r;
  for (i = 0; i < m->ndim; i++)
    if (m->dims[2][i] >= 0) {
      PyErr_SetString(PyExc_ValueError, "Indirect dimensions not supported");
      return -1;
    }
  if (size > (Py_ssize_t)sizeof small && !(item = (char *)PyMem_Malloc((size_t)size))) {
    PyErr_NoMemory();
    return -1;
  }
  memset(item, 0, (size_t)size);
  r = __cyrus_mvobj_store(m, item, value);
  if (!r) {
    __cyrus_dtype type = *m->buf->dtype;
    type.size = (size_t)size;
    __cyrus_nd_fill(m->data, m->dims[0], m->dims[1], m->ndim, &type, item);
    if (type.kind == 'O') Py_DECREF(*(PyObject **)item);
  }
  if (item != small) PyMem_Free(item);
  return r;
}
static int __cyrus_mvobj_assign(PyObject *o, PyObject *index, PyObject *value) {
  __cyrus_mvobj *m = __CYRUS_MV(o), *to;
  PyObject *args, *from = NULL;
  char *p;
  int r;
  if (m->buf->view.readonly || !value) {
    PyErr_SetString(PyExc_TypeError, value ? "Cannot assign to read-only memoryview" : "Cannot delete from memoryview");
    return -1;
  }
  if (__cyrus_mvobj_index(m, index, &p, &to)) return -1;
  if (!to) return __cyrus_mvobj_store(m, p, value);
  if (Py_TYPE(value) == __cyrus_mvobj_type) from = Py_NewRef(value);
  else if (PyObject_CheckBuffer(value)) {
    args = Py_BuildValue("(Oi)", value, PyBUF_FULL_RO);
    from = args ? __cyrus_mvobj_call(__cyrus_mvobj_type, args, NULL) : NULL;
    Py_XDECREF(args);
    if (!from) {
      Py_DECREF(to);
      return -1;
    }
  }
  if (!from) r = __cyrus_mvobj_fill(to, value);
  else {
    __cyrus_mvobj *f = __CYRUS_MV(from);
    __cyrus_dtype type = *m->buf->dtype;
    type.size = (size_t)m->buf->view.itemsize;
    r = -1;
    if (f->buf->view.itemsize != m->buf->view.itemsize || (f->buf->dtype->kind == 'O') != (type.kind == 'O'))
      PyErr_Format(PyExc_ValueError, "Item size of buffer (%zd bytes) does not match (%zd bytes)", f->buf->view.itemsize,
                   m->buf->view.itemsize);
    else
      r = __cyrus_nd_assign(to->data, to->dims[0], to->dims[1], to->ndim, f->data, f->dims[0], f->dims[1], f->dims[2], f->ndim,
                            &type);
  }
  Py_XDECREF(from);
  Py_DECREF(to);
  return r;
}
static Py_ssize_t __cyrus_mvobj_length(PyObject *o) {
  return __CYRUS_MV(o)->ndim ? __CYRUS_MV(o)->dims[0][0] : 0;
}
static PyObject *__cyrus_mvobj_sq_item(PyObject *o, Py_ssize_t i) {
  PyObject *r, *key = PyLong_FromSsize_t(i);
  if (!key) return NULL;
  r = __cyrus_mvobj_subscript(o, key);
  Py_DECREF(key);
  return r;
}
static int __cyrus_mvobj_getbuffer(PyObject *o, Py_buffer *b, int flags) {
  __cyrus_mvobj *m = __CYRUS_MV(o);
  Py_ssize_t size = m->buf->view.itemsize;
  int i, indirect = 0, c = __cyrus_nd_contig(m->dims[0], m->dims[1], m->ndim, size, 'C'),
         f = __cyrus_nd_contig(m->dims[0], m->dims[1], m->ndim, size, 'F');
  b->obj = NULL;
  for (i = 0; i < m->ndim; i++) indirect |= m->dims[2][i] >= 0;
  if ((flags & PyBUF_WRITABLE) && m->buf->view.readonly) {
    PyErr_SetString(PyExc_ValueError, "Cannot create writable memory view from read-only memoryview");
    return -1;
  }
  if ((indirect && (flags & PyBUF_INDIRECT) != PyBUF_INDIRECT) || ((flags & PyBUF_STRIDES) != PyBUF_STRIDES && !c) ||
      ((flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS && !c) ||
      ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && !f) ||
      ((flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS && !c && !f)) {
    PyErr_SetString(PyExc_ValueError, "Buffer and memoryview are not contiguous in the same dimension.");
    return -1;
  }
  b->buf = m->data;
  b->len = m->len;
  b->itemsize = size;
  b->readonly = m->buf->view.readonly;
  b->ndim = m->ndim;
  b->format = flags & PyBUF_FORMAT ? m->buf->view.format : NULL;
  b->shape = flags & PyBUF_ND ? m->dims[0] : NULL;
  b->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? m->dims[1] : NULL;
  b->suboffsets = indirect ? m->dims[2] : NULL;
  b->internal = NULL;
  b->obj = Py_NewRef(o);
  return 0;
}
static PyObject *__cyrus_mvobj_tuple(PyObject *o, void *which) {
  __cyrus_mvobj *m = __CYRUS_MV(o);
  PyObject *r = PyTuple_New(m->ndim);
  int i;
  for (i = 0; r && i < m->ndim; i++) {
    PyObject *x = PyLong_FromSsize_t(m->dims[(size_t)which][i]);
    if (x) PyTuple_SET_ITEM(r, i, x);
    else Py_CLEAR(r);
  }
  return r;
}
static PyObject *__cyrus_mvobj_number(PyObject *o, void *which) {
  __cyrus_mvobj *m = __CYRUS_MV(o);
  Py_ssize_t size = m->buf->view.itemsize;
  return PyLong_FromSsize_t((size_t)which == 0 ? m->ndim : (size_t)which == 1 ? size : (size_t)which == 2 ? m->len : m->len / size);
}
static PyObject *__cyrus_mvobj_base(PyObject *o, void *unused) {
  PyObject *base = __CYRUS_MV(o)->buf->view.obj;
  (void)unused;
  while (base && Py_TYPE(base) == __cyrus_mvobj_type) base = __CYRUS_MV(base)->buf->view.obj;
  return Py_NewRef(base ? base : Py_None);
}
static PyObject *__cyrus_mvobj_transposed(PyObject *o, void *unused) {
  __cyrus_mvobj *m = __CYRUS_MV(o);
  Py_ssize_t dims[2][8];
  int i;
  (void)unused;
  for (i = 0; i < m->ndim; i++) {
    if (m->dims[2][i] >= 0)
      return PyErr_Format(PyExc_ValueError, "Cannot transpose memoryview with indirect dimensions");
    dims[0][i] = m->dims[0][m->ndim - 1 - i];
    dims[1][i] = m->dims[1][m->ndim - 1 - i];
  }
  return (PyObject *)__cyrus_mvobj_new(m->buf, m->data, m->ndim, dims[0], dims[1], NULL);
}
static PyObject *__cyrus_mvobj_copied(__cyrus_mvobj *m, char order) {
  __cyrus_dtype type = *m->buf->dtype;
  Py_ssize_t strides[8];
  __cyrus_membuf *b;
  PyObject *r = NULL;
  type.size = (size_t)m->buf->view.itemsize;
  b = __cyrus_membuf_new(&type, m->buf->view.format ? m->buf->view.format : "B", m->dims[0], strides, m->ndim, order);
  if (!b) return NULL;
  b->dtype = m->buf->dtype;
  if (!__cyrus_nd_assign((char *)b->view.buf, m->dims[0], strides, m->ndim, m->data, m->dims[0], m->dims[1], m->dims[2], m->ndim, &type))
    r = (PyObject *)__cyrus_mvobj_new(b, (char *)b->view.buf, m->ndim, m->dims[0], strides, NULL);
  __cyrus_mv_release(b);
  return r;
}
static PyObject *__cyrus_mvobj_copy(PyObject *o, PyObject *unused) { (void)unused; return __cyrus_mvobj_copied(__CYRUS_MV(o), 'C'); }
static PyObject *__cyrus_mvobj_copy_f(PyObject *o, PyObject *unused) { (void)unused; return __cyrus_mvobj_copied(__CYRUS_MV(o), 'F'); }
static PyObject *__cyrus_mvobj_contig(PyObject *o, char order) {
  __cyrus_mvobj *m = __CYRUS_MV(o);
  int i, direct = 1;
  for (i = 0; i < m->ndim; i++) direct &= m->dims[2][i] < 0;
  return PyBool_FromLong(direct && __cyrus_nd_contig(m->dims[0], m->dims[1], m->ndim, m->buf->view.itemsize, order));
}
static PyObject *__cyrus_mvobj_is_c(PyObject *o, PyObject *unused) { (void)unused; return __cyrus_mvobj_contig(o, 'C'); }
static PyObject *__cyrus_mvobj_is_f(PyObject *o, PyObject *unused) { (void)unused; return __cyrus_mvobj_contig(o, 'F'); }
static PyObject *__cyrus_mvobj_text(PyObject *o, int repr) {
  PyObject *r, *base = __cyrus_mvobj_base(o, NULL), *name = NULL;
  if (__CYRUS_MV(o)->buf->view.obj) name = PyObject_GetAttrString((PyObject *)Py_TYPE(base), "__name__");
  else name = PyUnicode_FromString("array");
  r = !name ? NULL : repr ? PyUnicode_FromFormat("<MemoryView of %R at %p>", name, (void *)o) : PyUnicode_FromFormat("<MemoryView of %R object>", name);
  Py_XDECREF(name);
  Py_DECREF(base);
  return r;
}
static PyObject *__cyrus_mvobj_repr(PyObject *o) { return __cyrus_mvobj_text(o, 1); }
static PyObject *__cyrus_mvobj_str(PyObject *o) { return __cyrus_mvobj_text(o, 0); }
/* count and index of collections.abc.Sequence */
static PyObject *__cyrus_mvobj_sequence(PyObject *o, PyObject *args, const char *name) {
  PyObject *module = PyImport_ImportModule("collections.abc"), *type = module ? PyObject_GetAttrString(module, "Sequence") : NULL,
           *f = type ? PyObject_GetAttrString(type, name) : NULL, *self = f ? PyTuple_Pack(1, o) : NULL,
           *all = self ? PySequence_Concat(self, args) : NULL, *r = all ? PyObject_Call(f, all, NULL) : NULL;
  Py_XDECREF(module);
  Py_XDECREF(type);
  Py_XDECREF(f);
  Py_XDECREF(self);
  Py_XDECREF(all);
  return r;
}
static PyObject *__cyrus_mvobj_count(PyObject *o, PyObject *args) { return __cyrus_mvobj_sequence(o, args, "count"); }
static PyObject *__cyrus_mvobj_find(PyObject *o, PyObject *args) { return __cyrus_mvobj_sequence(o, args, "index"); }
static PyMethodDef __cyrus_mvobj_methods[] = {
  {"copy", __cyrus_mvobj_copy, METH_NOARGS, NULL}, {"copy_fortran", __cyrus_mvobj_copy_f, METH_NOARGS, NULL},
  {"is_c_contig", __cyrus_mvobj_is_c, METH_NOARGS, NULL}, {"is_f_contig", __cyrus_mvobj_is_f, METH_NOARGS, NULL},
  {"count", __cyrus_mvobj_count, METH_VARARGS, NULL}, {"index", __cyrus_mvobj_find, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyGetSetDef __cyrus_mvobj_getset[] = {
  {"T", __cyrus_mvobj_transposed, NULL, NULL, NULL}, {"base", __cyrus_mvobj_base, NULL, NULL, NULL},
  {"shape", __cyrus_mvobj_tuple, NULL, NULL, (void *)0}, {"strides", __cyrus_mvobj_tuple, NULL, NULL, (void *)1},
  {"suboffsets", __cyrus_mvobj_tuple, NULL, NULL, (void *)2}, {"ndim", __cyrus_mvobj_number, NULL, NULL, (void *)0},
  {"itemsize", __cyrus_mvobj_number, NULL, NULL, (void *)1}, {"nbytes", __cyrus_mvobj_number, NULL, NULL, (void *)2},
  {"size", __cyrus_mvobj_number, NULL, NULL, (void *)3}, {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot __cyrus_mvobj_slots[] = {
  {Py_tp_new, (void *)__cyrus_mvobj_call}, {Py_tp_dealloc, (void *)__cyrus_mvobj_dealloc},
  {Py_tp_traverse, (void *)__cyrus_mvobj_traverse}, {Py_tp_clear, (void *)__cyrus_mvobj_clear},
  {Py_tp_repr, (void *)__cyrus_mvobj_repr}, {Py_tp_str, (void *)__cyrus_mvobj_str},
  {Py_tp_methods, __cyrus_mvobj_methods}, {Py_tp_getset, __cyrus_mvobj_getset},
  {Py_mp_length, (void *)__cyrus_mvobj_length}, {Py_mp_subscript, (void *)__cyrus_mvobj_subscript},
  {Py_mp_ass_subscript, (void *)__cyrus_mvobj_assign}, {Py_sq_length, (void *)__cyrus_mvobj_length},
  {Py_sq_item, (void *)__cyrus_mvobj_sq_item}, {Py_bf_getbuffer, (void *)__cyrus_mvobj_getbuffer}, {0, NULL}};
static int __cyrus_mvobj_init(void) {
  PyType_Spec spec = {__CYRUS_ABI ".memoryview", sizeof(__cyrus_mvobj), 0,
                      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_SEQUENCE, __cyrus_mvobj_slots};
  if (!__cyrus_mvobj_type) __cyrus_mvobj_type = __cyrus_shared_type(&spec, NULL, "Sequence");
  if (__cyrus_mvobj_type && !__cyrus_mvobj_type->tp_new) __cyrus_mvobj_type->tp_new = __cyrus_mvobj_call;
  return __cyrus_mvobj_type ? 0 : -1;
}
static PyObject *__cyrus_mvobj_class(void) { return (PyObject *)__cyrus_mvobj_type; }
