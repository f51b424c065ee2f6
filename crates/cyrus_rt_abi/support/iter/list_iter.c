//! One step of a loop over an exact list, or an exact tuple: an owned reference, or NULL at the end. `*i` starts at 0. The
//! list may change its length in the body.
//@fn __cyrus_list_next(obj, Py_ssize_t *) -> new?
//@fn __cyrus_tuple_next(obj, Py_ssize_t *) -> new?
//@proto
static inline PyObject *__cyrus_list_next(PyObject *o, Py_ssize_t *i) {
#if __CYRUS_FREE_THREADED
  PyObject *r = *i < PyList_GET_SIZE(o) ? PyList_GetItemRef(o, (*i)++) : NULL;
  if (!r) PyErr_Clear();
  return r;
#else
  return *i < PyList_GET_SIZE(o) ? Py_NewRef(PyList_GET_ITEM(o, (*i)++)) : NULL;
#endif
}
static inline PyObject *__cyrus_tuple_next(PyObject *o, Py_ssize_t *i) {
  return *i < PyTuple_GET_SIZE(o) ? Py_NewRef(PyTuple_GET_ITEM(o, (*i)++)) : NULL;
}
