//! Buffers and memoryviews: format checks, acquiring, slicing, copying, and the Python objects.
//@use buffer_acquire, buffer_index, memview, memview_traverse, memview_from_object, memview_slice, memview_slice_indirect, memview_item
//@use memview_contig, memview_transpose, memview_fill, memview_assign, memview_copy, memview_object, view_array, view_enums, dtype_format
//@use int_from_py, int_to_py, as_double
__CYRUS_DEFINE_INT_FROM_PY(as_int, int)
static PyObject *get_int(const char *p) { return PyLong_FromLong(*(const int *)p); }
static int set_int(char *p, PyObject *o) {
  int v = as_int(o);
  if (v == -1 && PyErr_Occurred()) return -1;
  *(int *)p = v;
  return 0;
}
static PyObject *get_double(const char *p) { return PyFloat_FromDouble(*(const double *)p); }
static int set_double(char *p, PyObject *o) {
  double v = __cyrus_as_double(o);
  if (v == -1 && PyErr_Occurred()) return -1;
  *(double *)p = v;
  return 0;
}
static PyObject *get_obj(const char *p) { return Py_NewRef(*(PyObject *const *)p); }
static int set_obj(char *p, PyObject *o) {
  PyObject *old = *(PyObject **)p;
  *(PyObject **)p = Py_NewRef(o);
  Py_XDECREF(old);
  return 0;
}
typedef struct { char c; int i; } inner;
typedef struct { int a; double b; inner in; float z[2]; short m[2][3]; char s[5]; } outer;
static const size_t two[] = {2, 0}, twothree[] = {2, 3, 0}, five[] = {5, 0};
static const __cyrus_dtype d_int = {"int", sizeof(int), 'I', NULL, NULL, get_int, set_int},
  d_long = {"long", sizeof(long), 'I', NULL, NULL, NULL, NULL}, d_ubyte = {"unsigned char", 1, 'U', NULL, NULL, NULL, NULL},
  d_double = {"double", sizeof(double), 'R', NULL, NULL, get_double, set_double}, d_char = {"char", 1, 'H', NULL, NULL, NULL, NULL},
  d_cdouble = {"double complex", 2 * sizeof(double), 'C', NULL, NULL, NULL, NULL}, d_obj = {"Python object", sizeof(void *), 'O', NULL, NULL, get_obj, set_obj},
  d_z = {"float", sizeof(float), 'R', NULL, two, NULL, NULL}, d_m = {"short", sizeof(short), 'I', NULL, twothree, NULL, NULL},
  d_s = {"char", 1, 'H', NULL, five, NULL, NULL};
static const __cyrus_field inner_fields[] = {{"c", &d_char, offsetof(inner, c)}, {"i", &d_int, offsetof(inner, i)}, {NULL, NULL, 0}};
static const __cyrus_dtype d_inner = {"inner", sizeof(inner), 'S', inner_fields, NULL, NULL, NULL};
static const __cyrus_field outer_fields[] = {{"a", &d_int, offsetof(outer, a)}, {"b", &d_double, offsetof(outer, b)}, {"in", &d_inner, offsetof(outer, in)},
  {"z", &d_z, offsetof(outer, z)}, {"m", &d_m, offsetof(outer, m)}, {"s", &d_s, offsetof(outer, s)}, {NULL, NULL, 0}};
static const __cyrus_dtype d_outer = {"outer", sizeof(outer), 'S', outer_fields, NULL, NULL, NULL};
static const __cyrus_dtype *const types[] = {&d_int, &d_long, &d_ubyte, &d_double, &d_char, &d_cdouble, &d_obj, &d_inner, &d_outer};
static const __cyrus_dtype *type_of_arg(PyObject *o) {
  const char *name = PyUnicode_AsUTF8(o);
  size_t i;
  for (i = 0; i < sizeof types / sizeof *types; i++)
    if (!strcmp(types[i]->name, name)) return types[i];
  return NULL;
}
static PyObject *none(int r) { return r < 0 ? NULL : Py_NewRef(Py_None); }
FUNCTION(check) { return none(__cyrus_dtype_check(type_of_arg(a[0]), a[1] == Py_None ? NULL : PyUnicode_AsUTF8(a[1]))); }
FUNCTION(format) {
  char s[128];
  int size = __cyrus_dtype_format(type_of_arg(a[0]), s, sizeof s);
  char t[4];
  if (__cyrus_dtype_format(type_of_arg(a[0]), t, sizeof t) != size || strlen(t) > 3) return NULL;
  return PyUnicode_FromStringAndSize(s, size);
}
FUNCTION(sum_buffer) {
  Py_buffer b = {0};
  Py_ssize_t i;
  int total = 0;
  if (__cyrus_buffer_acquire(&b, a[0], NULL, &d_int, PyBUF_FORMAT | PyBUF_STRIDES, 1, 0)) return NULL;
  for (i = 0; i < b.shape[0]; i++) total += *(int *)((char *)b.buf + i * b.strides[0]);
  __cyrus_buffer_release(&b);
  __cyrus_buffer_release(&b);
  return PyLong_FromLong(total);
}
FUNCTION(index) {
  Py_ssize_t r;
  PyThreadState *s = PyEval_SaveThread();
  r = __cyrus_buffer_index(PyLong_AsSsize_t(a[0]), PyLong_AsSsize_t(a[1]), 1, 1, 2);
  PyEval_RestoreThread(s);
  return r < 0 ? NULL : PyLong_FromSsize_t(r);
}
__CYRUS_DEFINE_MEMVIEW(1)
__CYRUS_DEFINE_MEMVIEW(2)
__CYRUS_DEFINE_MEMVIEW_INDIRECT(2)
#define RW (PyBUF_FORMAT | PyBUF_WRITABLE)
static const __cyrus_view_spec int1 = {&d_int, "ds", RW | PyBUF_STRIDES, 1, 0, 0}, int1c = {&d_int, "dc", RW | PyBUF_C_CONTIGUOUS, 1, 'C', 0},
  int2 = {&d_int, "dsds", RW | PyBUF_STRIDES, 2, 0, 0}, int2c = {&d_int, "dfdc", RW | PyBUF_C_CONTIGUOUS, 2, 'C', 0},
  int2f = {&d_int, "dcdf", RW | PyBUF_F_CONTIGUOUS, 2, 'F', 0}, cint1 = {&d_int, "ds", PyBUF_FORMAT | PyBUF_STRIDES, 1, 0, 0},
  double1 = {&d_double, "ds", RW | PyBUF_STRIDES, 1, 0, 0}, obj1 = {&d_obj, "ds", RW | PyBUF_STRIDES, 1, 0, 0},
  int2i = {&d_int, "psds", RW | PyBUF_INDIRECT, 2, 0, 1}, int2g = {&d_int, "fsfs", RW | PyBUF_INDIRECT, 2, 0, 1};
FUNCTION(view1) {
  __cyrus_mv1 v;
  PyObject *r;
  if (__cyrus_mv_from_object(a[0], n > 1 && PyObject_IsTrue(a[1]) ? &int1c : &int1, &v)) return NULL;
  r = __cyrus_mv_to_object(&v, &int1);
  __cyrus_mv_release(v.owner);
  return r;
}
FUNCTION(view_const) {
  __cyrus_mv1 v;
  PyObject *r;
  if (__cyrus_mv_from_object(a[0], &cint1, &v)) return NULL;
  r = __cyrus_mv_to_object(&v, &cint1);
  __cyrus_mv_release(v.owner);
  return r;
}
FUNCTION(view_double) {
  __cyrus_mv1 v;
  PyObject *r;
  if (__cyrus_mv_from_object(a[0], &double1, &v)) return NULL;
  r = __cyrus_mv_to_object(&v, &double1);
  __cyrus_mv_release(v.owner);
  return r;
}
FUNCTION(view_obj) {
  __cyrus_mv1 v;
  PyObject *r;
  if (__cyrus_mv_from_object(a[0], &obj1, &v)) return NULL;
  r = __cyrus_mv_to_object(&v, &obj1);
  __cyrus_mv_release(v.owner);
  return r;
}
FUNCTION(view2) {
  __cyrus_mv2 v;
  PyObject *r;
  const char *order = n > 1 ? PyUnicode_AsUTF8(a[1]) : "";
  const __cyrus_view_spec *s = *order == 'c' ? &int2c : *order == 'f' ? &int2f : &int2;
  if (__cyrus_mv_from_object(a[0], s, &v)) return NULL;
  if (order[0] == 't' && __cyrus_mv_transpose(&v, 2, 0)) return NULL;
  r = __cyrus_mv_to_object(&v, s);
  __cyrus_mv_release(v.owner);
  return r;
}
FUNCTION(view_indirect) {
  __cyrus_mvi2 v;
  PyObject *r;
  const __cyrus_view_spec *s = n > 1 ? &int2g : &int2i;
  if (__cyrus_mv_from_object(a[0], s, &v)) return NULL;
  r = __cyrus_mv_to_object(&v, s);
  __cyrus_mv_release(v.owner);
  return r;
}
/* v[i, start:stop:step] without the GIL */
FUNCTION(cut) {
  __cyrus_mv2 v;
  __cyrus_mv1 w;
  PyObject *r = NULL;
  Py_ssize_t x[4];
  int i, given = 0, failed;
  PyThreadState *state;
  if (__cyrus_mv_from_object(a[0], &int2, &v)) return NULL;
  for (i = 0; i < 4; i++) {
    x[i] = a[i + 1] == Py_None ? 0 : PyLong_AsSsize_t(a[i + 1]);
    if (i && a[i + 1] != Py_None) given |= 1 << (i - 1);
  }
  state = PyEval_SaveThread();
  w.owner = v.owner;
  w.data = v.data;
  failed = __cyrus_mv_slice_index(&w.data, v.shape[0], v.strides[0], 0, x[0], 1, 1) ||
           __cyrus_mv_slice(&w.data, v.shape[1], v.strides[1], &w.shape[0], &w.strides[0], 1, x[1], x[2], x[3], given);
  PyEval_RestoreThread(state);
  if (!failed) r = __cyrus_mv_to_object(&w, &int1);
  __cyrus_mv_release(v.owner);
  return r;
}
FUNCTION(assign) {
  __cyrus_mv2 v;
  __cyrus_mv1 w;
  int r;
  PyThreadState *state;
  if (__cyrus_mv_from_object(a[0], &int2, &v)) return NULL;
  if (__cyrus_mv_from_object(a[1], &int1, &w)) return NULL;
  state = PyEval_SaveThread();
  r = __cyrus_mv_assign(&v, &int2, &w, &int1);
  __cyrus_mv_release(w.owner);
  __cyrus_mv_release(v.owner);
  PyEval_RestoreThread(state);
  return none(r);
}
FUNCTION(fill) {
  __cyrus_mv2 v;
  int x = as_int(a[1]);
  if (__cyrus_mv_from_object(a[0], &int2, &v)) return NULL;
  __cyrus_mv_fill(&v, &int2, &x);
  __cyrus_mv_release(v.owner);
  Py_RETURN_NONE;
}
FUNCTION(copy) {
  __cyrus_mv2 v, w;
  PyObject *r;
  if (__cyrus_mv_from_object(a[0], &int2, &v)) return NULL;
  if (__cyrus_mv_copy(&v, &int2, &w, PyUnicode_AsUTF8(a[1])[0])) return NULL;
  __cyrus_mv_release(v.owner);
  r = __cyrus_mv_to_object(&w, &int2);
  __cyrus_mv_release(w.owner);
  return r;
}
static int numbers[12];
FUNCTION(from_pointer) {
  Py_ssize_t shape[2] = {3, 4};
  int i;
  for (i = 0; i < 12; i++) numbers[i] = i;
  return __cyrus_array_new(&d_int, shape, 2, PyUnicode_AsUTF8(a[0])[0], (char *)numbers);
}
FUNCTION(type_) { return Py_NewRef((PyObject *)(PyObject_IsTrue(a[0]) ? __cyrus_array_type : __cyrus_mvobj_type)); }
FUNCTION(enum_) { return __cyrus_view_enum((int)PyLong_AsLong(a[0])); }
/* an exporter of rows reached through pointers */
static int rows[3][4];
static char *row_pointers[3];
static Py_ssize_t rows_shape[2] = {3, 4}, rows_strides[2] = {sizeof(char *), sizeof(int)}, rows_sub[2] = {0, -1};
static int rows_getbuffer(PyObject *o, Py_buffer *b, int flags) {
  int i, k;
  static char format[] = "i";
  for (i = 0; i < 3; i++)
    for (row_pointers[i] = (char *)rows[i], k = 0; k < 4; k++) rows[i][k] = 10 * i + k;
  if ((flags & PyBUF_INDIRECT) != PyBUF_INDIRECT) {
    PyErr_SetString(PyExc_BufferError, "indirect only");
    b->obj = NULL;
    return -1;
  }
  memset(b, 0, sizeof *b);
  b->buf = row_pointers;
  b->len = sizeof rows;
  b->itemsize = sizeof(int);
  b->ndim = 2;
  b->format = format;
  b->shape = rows_shape;
  b->strides = rows_strides;
  b->suboffsets = rows_sub;
  b->obj = Py_NewRef(o);
  return 0;
}
FUNCTION(rows) {
  static PyType_Slot slots[] = {{Py_bf_getbuffer, (void *)rows_getbuffer}, {0, NULL}};
  static PyType_Spec spec = {"m_buffer.Rows", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, slots};
  PyObject *type = PyType_FromSpec(&spec), *r = type ? PyObject_CallNoArgs(type) : NULL;
  Py_XDECREF(type);
  return r;
}
