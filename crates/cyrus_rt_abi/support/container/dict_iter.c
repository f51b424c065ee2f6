//! Loops over keys, values or items of an object that is probably a dict. An exact dict is walked directly; for others
//! the method named is called (NULL: the object itself is iterated) and its result iterated.
//! `init` gives 0 or -1. `next` gives 1 with owned references, 0 at the end, -1 on error: for `k in d` and `v in
//! d.values()` ask for key or value only, for `k, v in d.items()` both, for `item in d.items()` item only.
//! `clear` drops the iterator; it may be called at any time after init, more than once.
//@requires dict_next, unpack
//@fn __cyrus_dict_iter_init(__cyrus_dict_iter *, obj, obj?) -> int !neg1
//@fn __cyrus_dict_iter_next(__cyrus_dict_iter *, PyObject **, PyObject **, PyObject **) -> int !neg1
//@fn __cyrus_dict_iter_clear(__cyrus_dict_iter *) -> void
//@proto
typedef struct { PyObject *it; iternextfunc next; Py_ssize_t pos, size; } __cyrus_dict_iter;
static int __cyrus_dict_iter_init(__cyrus_dict_iter *s, PyObject *o, PyObject *method);
static int __cyrus_dict_iter_slow(__cyrus_dict_iter *s, PyObject **key, PyObject **value, PyObject **item);
static inline int __cyrus_dict_iter_next(__cyrus_dict_iter *s, PyObject **key, PyObject **value, PyObject **item) {
  if (__CYRUS_LIKELY(!s->next && !item)) return __cyrus_dict_next(s->it, s->size, &s->pos, key, value);
  return __cyrus_dict_iter_slow(s, key, value, item);
}
static inline void __cyrus_dict_iter_clear(__cyrus_dict_iter *s) { Py_CLEAR(s->it); }
//@code
static int __cyrus_dict_iter_init(__cyrus_dict_iter *s, PyObject *o, PyObject *method) {
  PyObject *owned = NULL;
  s->pos = 0;
  s->next = NULL;
  if (PyDict_CheckExact(o)) {
    s->size = PyDict_GET_SIZE(o);
    s->it = Py_NewRef(o);
    return 0;
  }
  if (method) {
    o = owned = PyObject_VectorcallMethod(method, &o, 1, NULL);
    if (!o) {
      s->it = NULL;
      return -1;
    }
  }
  s->it = PyObject_GetIter(o);
  Py_XDECREF(owned);
  if (s->it) s->next = Py_TYPE(s->it)->tp_iternext;
  return s->it ? 0 : -1;
}
static int __cyrus_dict_iter_slow(__cyrus_dict_iter *s, PyObject **key, PyObject **value, PyObject **item) {
  PyObject *x, *pair[2];
  int r;
  if (!s->next) {
    r = __cyrus_dict_next(s->it, s->size, &s->pos, &pair[0], &pair[1]);
    if (r <= 0) return r;
    *item = PyTuple_New(2);
    if (!*item) {
      Py_DECREF(pair[0]);
      Py_DECREF(pair[1]);
      return -1;
    }
    PyTuple_SET_ITEM(*item, 0, pair[0]);
    PyTuple_SET_ITEM(*item, 1, pair[1]);
    return 1;
  }
  x = s->next(s->it);
  if (!x) return __cyrus_iter_end();
  if (key && value) {
    r = __cyrus_unpack(x, pair, 2);
    Py_DECREF(x);
    if (r) return -1;
    *key = pair[0];
    *value = pair[1];
  } else *(key ? key : value ? value : item) = x;
  return 1;
}
