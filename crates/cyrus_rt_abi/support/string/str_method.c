//! startswith, endswith, find and rfind with one argument on what is probably a str: the results as C values.
//@requires call_method1, is_true
//@str startswith, endswith, find, rfind
//@fn __cyrus_str_startswith(obj, obj) -> int !neg1
//@fn __cyrus_str_endswith(obj, obj) -> int !neg1
//@fn __cyrus_str_find(obj, obj) -> Py_ssize_t !neg1occ
//@fn __cyrus_str_rfind(obj, obj) -> Py_ssize_t !neg1occ
//@proto
static int __cyrus_str_tail(PyObject *o, PyObject *part, int direction);
static Py_ssize_t __cyrus_str_search(PyObject *o, PyObject *part, int direction);
static inline int __cyrus_str_startswith(PyObject *o, PyObject *part) { return __cyrus_str_tail(o, part, -1); }
static inline int __cyrus_str_endswith(PyObject *o, PyObject *part) { return __cyrus_str_tail(o, part, 1); }
static inline Py_ssize_t __cyrus_str_find(PyObject *o, PyObject *part) { return __cyrus_str_search(o, part, 1); }
static inline Py_ssize_t __cyrus_str_rfind(PyObject *o, PyObject *part) { return __cyrus_str_search(o, part, -1); }
//@code
static int __cyrus_str_tail(PyObject *o, PyObject *part, int direction) {
  PyObject *r;
  int truth;
  if (__CYRUS_LIKELY(PyUnicode_Check(o) && PyUnicode_Check(part)))
    return (int)PyUnicode_Tailmatch(o, part, 0, PY_SSIZE_T_MAX, direction);
  r = __cyrus_call_method1(o, direction < 0 ? __cyrus_s_startswith : __cyrus_s_endswith, part);
  if (!r) return -1;
  truth = __cyrus_is_true(r);
  Py_DECREF(r);
  return truth;
}
static Py_ssize_t __cyrus_str_search(PyObject *o, PyObject *part, int direction) {
  PyObject *r;
  Py_ssize_t at;
  if (__CYRUS_LIKELY(PyUnicode_Check(o) && PyUnicode_Check(part))) {
    at = PyUnicode_Find(o, part, 0, PY_SSIZE_T_MAX, direction);
    return at == -2 ? -1 : at;
  }
  r = __cyrus_call_method1(o, direction > 0 ? __cyrus_s_find : __cyrus_s_rfind, part);
  if (!r) return -1;
  at = PyLong_AsSsize_t(r);
  Py_DECREF(r);
  return at;
}
