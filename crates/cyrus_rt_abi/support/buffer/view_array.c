//! cython.view.array: memory with shape and format that exports a buffer. The members of the struct are those that Cython code may
//! use. `__cyrus_array_new` makes one of n dimensions around memory that stays the caller's (`<int[:n]> pointer`), or
//! with NULL allocates it; `mode` is 'c' or 'f'.
//@requires memview_object, dtype_format
//@init __cyrus_array_init
//@fn __cyrus_array_new(const __cyrus_dtype *, const Py_ssize_t *, int, char, char *) -> new
//@fn __cyrus_array_class() -> borrowed
//@proto
static PyObject *__cyrus_array_class(void);
typedef struct {
  PyObject_HEAD
  char *data;
  Py_ssize_t len;
  char *format;
  int ndim;
  Py_ssize_t *_shape, *_strides, itemsize;
  PyObject *mode;
  void (*callback_free_data)(void *);
  int free_data, dtype_is_object;
} __cyrus_array_obj;
static PyTypeObject *__cyrus_array_type;
static int __cyrus_array_init(void);
static PyObject *__cyrus_array_new(const __cyrus_dtype *type, const Py_ssize_t *shape, int n, char mode, char *data);
//@code
#define __CYRUS_ARRAY(o) ((__cyrus_array_obj *)(o))
static PyObject *__cyrus_array_make(PyTypeObject *type, const Py_ssize_t *shape, int n, Py_ssize_t itemsize, const char *format, char mode,
                                    int allocate) {
  __cyrus_array_obj *r;
  Py_ssize_t size = itemsize;
  int i;
  if (!n) return PyErr_Format(PyExc_ValueError, "Empty shape tuple for cython.array");
  if (itemsize <= 0) return PyErr_Format(PyExc_ValueError, "itemsize <= 0 for cython.array");
  for (i = 0; i < n; i++)
    if (shape[i] <= 0) return PyErr_Format(PyExc_ValueError, "Invalid shape in axis %d: %zd.", i, shape[i]);
  r = __CYRUS_ARRAY(type->tp_alloc(type, 0));
  if (!r) return NULL;
  r->_shape = (Py_ssize_t *)PyObject_Malloc(2 * (size_t)n * sizeof *shape + strlen(format) + 1);
  r->mode = PyUnicode_FromString(mode == 'f' ? "fortran" : "c");
  if (!r->_shape || !r->mode) goto no_memory;
  r->_strides = r->_shape + n;
  r->format = strcpy((char *)(r->_shape + 2 * n), format);
  r->ndim = n;
  r->itemsize = itemsize;
  r->dtype_is_object = !strcmp(format, "O");
  for (i = 0; i < n; i++) {
    int d = mode == 'f' ? i : n - 1 - i;
    r->_shape[d] = shape[d];
    r->_strides[d] = size;
    if (size > PY_SSIZE_T_MAX / shape[d]) goto no_memory;
    size *= shape[d];
  }
  r->len = size;
  r->free_data = allocate;
  if (allocate) {
    /* malloc, because other code may replace the memory and free the old one */
    r->data = (char *)malloc((size_t)size);
    if (!r->data) goto no_memory;
    if (r->dtype_is_object)
      for (size /= itemsize; size--;) ((PyObject **)r->data)[size] = Py_NewRef(Py_None);
  }
  return (PyObject *)r;
no_memory:
  Py_DECREF(r);
  return PyErr_Format(PyExc_MemoryError, "unable to allocate array data.");
}
static PyObject *__cyrus_array_new(const __cyrus_dtype *type, const Py_ssize_t *shape, int n, char mode, char *data) {
  char small[64], *format = small;
  int size = __cyrus_dtype_format(type, small, (int)sizeof small) + 1;
  PyObject *r;
  if (size > (int)sizeof small) {
    format = (char *)PyMem_Malloc((size_t)size);
    if (!format) return PyErr_NoMemory();
    __cyrus_dtype_format(type, format, size);
  }
  r = __cyrus_array_make(__cyrus_array_type, shape, n, (Py_ssize_t)type->size, format, mode, !data);
  if (r && data) __CYRUS_ARRAY(r)->data = data;
  if (format != small) PyMem_Free(format);
  return r;
}
static PyObject *__cyrus_array_call(PyTypeObject *type, PyObject *args, PyObject *kwds) {
  static const char *const names[] = {"shape", "itemsize", "format", "mode", "allocate_buffer", NULL};
  PyObject *shape, *format, *mode = NULL, *encoded = NULL, *r = NULL;
  Py_ssize_t itemsize, dims[8], i;
  int allocate = 1, fortran = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kwds, "O!nO|Op:array", (char **)names, &PyTuple_Type, &shape, &itemsize, &format, &mode, &allocate))
    return NULL;
  if (format == Py_None) return PyErr_Format(PyExc_TypeError, "Argument 'format' must not be None");
  if (PyTuple_GET_SIZE(shape) > 8) return PyErr_Format(PyExc_ValueError, "Too many dimensions for cython.array");
  for (i = 0; i < PyTuple_GET_SIZE(shape); i++) {
    dims[i] = PyNumber_AsSsize_t(PyTuple_GET_ITEM(shape, i), PyExc_OverflowError);
    if (dims[i] == -1 && PyErr_Occurred()) return NULL;
  }
  if (mode) {
    fortran = PyUnicode_Check(mode) && !PyUnicode_CompareWithASCIIString(mode, "fortran");
    if (!fortran && !(PyUnicode_Check(mode) && !PyUnicode_CompareWithASCIIString(mode, "c")))
      return PyErr_Format(PyExc_ValueError, "Invalid mode, expected 'c' or 'fortran', got %S", mode);
  }
  encoded = PyBytes_Check(format) ? Py_NewRef(format) : PyUnicode_AsASCIIString(format);
  if (encoded)
    r = __cyrus_array_make(type, dims, (int)PyTuple_GET_SIZE(shape), itemsize, PyBytes_AS_STRING(encoded), fortran ? 'f' : 'c', allocate);
  Py_XDECREF(encoded);
  return r;
}
static void __cyrus_array_dealloc(PyObject *o) {
  __cyrus_array_obj *a = __CYRUS_ARRAY(o);
  PyTypeObject *type = Py_TYPE(o);
  if (a->callback_free_data) a->callback_free_data(a->data);
  else if (a->free_data && a->data) {
    if (a->dtype_is_object) {
      Py_ssize_t i;
      for (i = a->len / a->itemsize; i--;) Py_XDECREF(((PyObject **)a->data)[i]);
    }
    free(a->data);
  }
  PyObject_Free(a->_shape);
  Py_XDECREF(a->mode);
  type->tp_free(o);
  Py_DECREF(type);
}
static int __cyrus_array_getbuffer(PyObject *o, Py_buffer *b, int flags) {
  __cyrus_array_obj *a = __CYRUS_ARRAY(o);
  int fortran = a->mode && PyUnicode_READ_CHAR(a->mode, 0) == 'f' && a->ndim > 1;
  b->obj = NULL;
  if (((flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS && fortran) || (!(flags & (PyBUF_STRIDES & ~PyBUF_ND)) && fortran) ||
      ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && !fortran && a->ndim > 1)) {
    PyErr_SetString(PyExc_ValueError, "Can only create a buffer that is contiguous in memory.");
    return -1;
  }
  b->buf = a->data;
  b->len = a->len;
  b->itemsize = a->itemsize;
  b->readonly = 0;
  b->ndim = a->ndim;
  b->format = flags & PyBUF_FORMAT ? a->format : NULL;
  b->shape = flags & PyBUF_ND ? a->_shape : NULL;
  b->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? a->_strides : NULL;
  b->suboffsets = NULL;
  b->internal = NULL;
  b->obj = Py_NewRef(o);
  return 0;
}
static PyObject *__cyrus_array_memview(PyObject *o, void *unused) {
  PyObject *args = Py_BuildValue("(Oi)", o, PyBUF_ANY_CONTIGUOUS | PyBUF_FORMAT | PyBUF_WRITABLE), *r;
  (void)unused;
  r = args ? __cyrus_mvobj_call(__cyrus_mvobj_type, args, NULL) : NULL;
  Py_XDECREF(args);
  return r;
}
static PyObject *__cyrus_array_getattro(PyObject *o, PyObject *name) {
  PyObject *view, *r = PyObject_GenericGetAttr(o, name);
  if (r || !PyErr_ExceptionMatches(PyExc_AttributeError)) return r;
  PyErr_Clear();
  view = __cyrus_array_memview(o, NULL);
  r = view ? PyObject_GetAttr(view, name) : NULL;
  Py_XDECREF(view);
  return r;
}
static PyObject *__cyrus_array_subscript(PyObject *o, PyObject *index) {
  PyObject *view = __cyrus_array_memview(o, NULL), *r = view ? PyObject_GetItem(view, index) : NULL;
  Py_XDECREF(view);
  return r;
}
static int __cyrus_array_assign(PyObject *o, PyObject *index, PyObject *value) {
  PyObject *view = __cyrus_array_memview(o, NULL);
  int r = view ? __cyrus_mvobj_assign(view, index, value) : -1;
  Py_XDECREF(view);
  return r;
}
static PyObject *__cyrus_array_sq_item(PyObject *o, Py_ssize_t i) {
  PyObject *view = __cyrus_array_memview(o, NULL), *r = view ? __cyrus_mvobj_sq_item(view, i) : NULL;
  Py_XDECREF(view);
  return r;
}
static Py_ssize_t __cyrus_array_length(PyObject *o) { return __CYRUS_ARRAY(o)->_shape[0]; }
static PyGetSetDef __cyrus_array_getset[] = {{"memview", __cyrus_array_memview, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot __cyrus_array_slots[] = {
  {Py_tp_new, (void *)__cyrus_array_call}, {Py_tp_dealloc, (void *)__cyrus_array_dealloc},
  {Py_tp_getattro, (void *)__cyrus_array_getattro}, {Py_tp_getset, __cyrus_array_getset},
  {Py_mp_length, (void *)__cyrus_array_length}, {Py_mp_subscript, (void *)__cyrus_array_subscript},
  {Py_mp_ass_subscript, (void *)__cyrus_array_assign}, {Py_sq_length, (void *)__cyrus_array_length},
  {Py_sq_item, (void *)__cyrus_array_sq_item}, {Py_bf_getbuffer, (void *)__cyrus_array_getbuffer}, {0, NULL}};
static int __cyrus_array_init(void) {
  PyType_Spec spec = {__CYRUS_ABI ".array", sizeof(__cyrus_array_obj), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_SEQUENCE, __cyrus_array_slots};
  if (!__cyrus_array_type) __cyrus_array_type = __cyrus_shared_type(&spec, NULL, "Sequence");
  if (__cyrus_array_type && !__cyrus_array_type->tp_new) __cyrus_array_type->tp_new = __cyrus_array_call;
  return __cyrus_array_type ? 0 : -1;
}
static PyObject *__cyrus_array_class(void) { return (PyObject *)__cyrus_array_type; }
