//! The generic `for` loop: exact lists and tuples are walked by index, everything else through tp_iternext.
//! `init` gives 0 or -1. `next` gives an owned reference, or NULL: ask iter_end whether that is an error. `clear` drops
//! the iterator; it may be called at any time after init, more than once. The state may live in a generator: `it` is
//! its only reference.
//@requires iter_end
//@fn __cyrus_iter_init(__cyrus_iter *, obj) -> int !neg1
//@fn __cyrus_iter_next(__cyrus_iter *) -> new?
//@fn __cyrus_iter_clear(__cyrus_iter *) -> void
//@proto
typedef struct { PyObject *it; iternextfunc next; Py_ssize_t i; } __cyrus_iter;
static int __cyrus_iter_init(__cyrus_iter *s, PyObject *o);
static inline PyObject *__cyrus_iter_next(__cyrus_iter *s) {
  PyObject *o = s->it;
  if (s->next) return s->next(o);
#if __CYRUS_FREE_THREADED
  if (PyList_CheckExact(o)) {
    PyObject *r = s->i < PyList_GET_SIZE(o) ? PyList_GetItemRef(o, s->i++) : NULL;
    if (!r) PyErr_Clear();
    return r;
  }
  return s->i < PyTuple_GET_SIZE(o) ? Py_NewRef(PyTuple_GET_ITEM(o, s->i++)) : NULL;
#else
  if (s->i >= Py_SIZE(o)) return NULL;
  return Py_NewRef((PyList_CheckExact(o) ? ((PyListObject *)o)->ob_item : ((PyTupleObject *)o)->ob_item)[s->i++]);
#endif
}
static inline void __cyrus_iter_clear(__cyrus_iter *s) { Py_CLEAR(s->it); }
//@code
static int __cyrus_iter_init(__cyrus_iter *s, PyObject *o) {
  s->next = NULL;
  s->i = 0;
  if (PyList_CheckExact(o) || PyTuple_CheckExact(o)) {
    s->it = Py_NewRef(o);
    return 0;
  }
  s->it = PyObject_GetIter(o);
  if (!s->it) return -1;
  s->next = Py_TYPE(s->it)->tp_iternext;
  return 0;
}
