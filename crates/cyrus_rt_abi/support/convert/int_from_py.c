//! C integers from Python objects. `__CYRUS_DEFINE_INT_FROM_PY(NAME, CTYPE)` defines, for one integer, enum or typedef
//! type of any signedness up to 64 bits, `static inline CTYPE NAME(PyObject *)` with the contract !neg1occ. Small
//! values are read inline; the rest is one engine per signedness. Errors name CTYPE as it is written.
//! OverflowError when the value does not fit, TypeError when the object is no number.
//@requires pylong, number_long
//@proto
static long long __cyrus_int_as_signed(PyObject *o, size_t size, const char *type);
static unsigned long long __cyrus_int_as_unsigned(PyObject *o, size_t size, const char *type);
#define __CYRUS_IS_UNSIGNED(T) ((T)-1 > (T)1)
#define __CYRUS_DEFINE_INT_FROM_PY(NAME, CTYPE)                                                        \
  static inline CTYPE NAME(PyObject *o) {                                                              \
    if (__CYRUS_LIKELY(PyLong_Check(o) && __cyrus_pylong_is_compact(o))) {                             \
      Py_ssize_t v = __cyrus_pylong_compact(o);                                                        \
      if (__CYRUS_LIKELY((Py_ssize_t)(CTYPE)v == v && (!__CYRUS_IS_UNSIGNED(CTYPE) || v >= 0)))        \
        return (CTYPE)v;                                                                               \
    }                                                                                                  \
    return __CYRUS_IS_UNSIGNED(CTYPE) ? (CTYPE)__cyrus_int_as_unsigned(o, sizeof(CTYPE), #CTYPE)       \
                                      : (CTYPE)__cyrus_int_as_signed(o, sizeof(CTYPE), #CTYPE);        \
  }
//@code
static long long __cyrus_int_as_signed(PyObject *o, size_t size, const char *type) {
  long long v;
  PyObject *i = __cyrus_number_long(o);
  if (!i) return -1;
  v = size <= sizeof(long) ? PyLong_AsLong(i) : PyLong_AsLongLong(i);
  Py_DECREF(i);
  if (size < sizeof v && (v >> (8 * size - 1)) + 1ULL > 1) {
    PyErr_Format(PyExc_OverflowError, "value too large to convert to %s", type);
    return -1;
  }
  return v;
}

static unsigned long long __cyrus_int_as_unsigned(PyObject *o, size_t size, const char *type) {
  unsigned long long v;
  PyObject *i = __cyrus_number_long(o);
  if (!i) return (unsigned long long)-1;
  if (__CYRUS_PYLONG_NEG(i)) {
    PyErr_Format(PyExc_OverflowError, "can't convert negative value to %s", type);
    v = (unsigned long long)-1;
  } else {
    if (size <= sizeof(long)) {
      unsigned long n = PyLong_AsUnsignedLong(i);
      v = n == (unsigned long)-1 && PyErr_Occurred() ? (unsigned long long)-1 : n;
    } else {
      v = PyLong_AsUnsignedLongLong(i);
    }
    if (size < sizeof v && v >> (8 * size) && !(v == (unsigned long long)-1 && PyErr_Occurred())) {
      PyErr_Format(PyExc_OverflowError, "value too large to convert to %s", type);
      v = (unsigned long long)-1;
    }
  }
  Py_DECREF(i);
  return v;
}
