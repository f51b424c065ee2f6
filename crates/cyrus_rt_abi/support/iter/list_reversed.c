//! One step of a loop over reversed(list): an owned reference, or NULL at the end. `*i` starts at the length.
//@fn __cyrus_list_prev(obj, Py_ssize_t *) -> new?
//@proto
static inline PyObject *__cyrus_list_prev(PyObject *o, Py_ssize_t *i) {
  if (*i > PyList_GET_SIZE(o)) *i = PyList_GET_SIZE(o);
  if (*i <= 0) return NULL;
#if __CYRUS_FREE_THREADED
  {
    PyObject *r = PyList_GetItemRef(o, --*i);
    if (!r) PyErr_Clear();
    return r;
  }
#else
  return Py_NewRef(PyList_GET_ITEM(o, --*i));
#endif
}
