//! list[i] with a C index. The flags (usually constants) say whether negative indices count from the end and whether
//! bounds are checked. The object is a list, never None.
//@requires getitem_key
//@fn __cyrus_list_getitem(obj, Py_ssize_t, int, int) -> new
//@proto
static inline PyObject *__cyrus_list_getitem(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  Py_ssize_t k = wraparound && i < 0 ? i + PyList_GET_SIZE(o) : i;
#if __CYRUS_FREE_THREADED
  (void)boundscheck;
  return PyList_GetItemRef(o, k);
#else
  if (__CYRUS_LIKELY(!boundscheck || (size_t)k < (size_t)PyList_GET_SIZE(o))) return Py_NewRef(PyList_GET_ITEM(o, k));
  return __cyrus_getitem_key(o, i);
#endif
}
