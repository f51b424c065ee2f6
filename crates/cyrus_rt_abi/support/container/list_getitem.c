//! list[i] with a C index. The flags (usually constants) say whether negative indices count from the end and whether
//! bounds are checked. The object is a list, never None.
//@fn __cyrus_list_getitem(obj, Py_ssize_t, int, int) -> new
//@proto
static PyObject *__cyrus_raise_index(const char *type);
static inline PyObject *__cyrus_list_getitem(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  if (wraparound && i < 0) i += PyList_GET_SIZE(o);
#if __CYRUS_FREE_THREADED
  (void)boundscheck;
  return PyList_GetItemRef(o, i);
#else
  if (__CYRUS_LIKELY(!boundscheck || (size_t)i < (size_t)PyList_GET_SIZE(o))) return Py_NewRef(PyList_GET_ITEM(o, i));
  return __cyrus_raise_index("list");
#endif
}
//@code
static PyObject *__cyrus_raise_index(const char *type) {
  return PyErr_Format(PyExc_IndexError, "%s index out of range", type);
}
