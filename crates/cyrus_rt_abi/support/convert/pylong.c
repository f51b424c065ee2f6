//! A look inside Python integers, per version. "Compact" is at most one digit (30 bits on usual builds); such a value
//! is read without a call. __cyrus_pylong_small also takes two digits (60 bits).
//! Precondition of all: `o` is an int or of a subclass.
//@proto
#if PY_VERSION_HEX >= 0x030C0000
#define __cyrus_pylong_is_compact(o) PyUnstable_Long_IsCompact((const PyLongObject *)(o))
#define __cyrus_pylong_compact(o) PyUnstable_Long_CompactValue((const PyLongObject *)(o))
#define __CYRUS_PYLONG_DIGITS(o) ((PyLongObject *)(o))->long_value.ob_digit
#define __CYRUS_PYLONG_TWO(o) (((PyLongObject *)(o))->long_value.lv_tag >> 3 == 2)
#define __CYRUS_PYLONG_NEG(o) ((((PyLongObject *)(o))->long_value.lv_tag & 3) == 2)
#else
#define __cyrus_pylong_is_compact(o) ((size_t)(Py_SIZE(o) + 1) < 3)
static inline Py_ssize_t __cyrus_pylong_compact(PyObject *o) {
  Py_ssize_t n = Py_SIZE(o), d = n ? (Py_ssize_t)((PyLongObject *)o)->ob_digit[0] : 0;
  return n < 0 ? -d : d;
}
#define __CYRUS_PYLONG_DIGITS(o) ((PyLongObject *)(o))->ob_digit
#define __CYRUS_PYLONG_TWO(o) (Py_SIZE(o) == 2 || Py_SIZE(o) == -2)
#define __CYRUS_PYLONG_NEG(o) (Py_SIZE(o) < 0)
#endif
static inline int __cyrus_pylong_small(PyObject *o, long long *v) {
  if (__CYRUS_LIKELY(__cyrus_pylong_is_compact(o))) {
    *v = __cyrus_pylong_compact(o);
    return 1;
  }
  if (!__CYRUS_PYLONG_TWO(o)) return 0;
  *v = (long long)((unsigned long long)__CYRUS_PYLONG_DIGITS(o)[1] << PyLong_SHIFT | __CYRUS_PYLONG_DIGITS(o)[0]);
  if (__CYRUS_PYLONG_NEG(o)) *v = -*v;
  return 1;
}
