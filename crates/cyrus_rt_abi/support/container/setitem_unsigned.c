//! setitem_index and delitem_index for what was an unsigned number; see getitem_unsigned.
//@requires setitem_index, delitem_index
//@fn __cyrus_setitem_unsigned(obj, Py_ssize_t, obj, int, int) -> int !neg1
//@fn __cyrus_delitem_unsigned(obj, Py_ssize_t, int) -> int !neg1
//@proto
static int __cyrus_setitem_huge(PyObject *o, size_t i, PyObject *value);
static inline int __cyrus_setitem_unsigned(PyObject *o, Py_ssize_t i, PyObject *value, int wraparound,
                                           int boundscheck) {
  if (__CYRUS_UNLIKELY(i < 0)) return __cyrus_setitem_huge(o, (size_t)i, value);
  return __cyrus_setitem_index(o, i, value, wraparound, boundscheck);
}
static inline int __cyrus_delitem_unsigned(PyObject *o, Py_ssize_t i, int wraparound) {
  if (__CYRUS_UNLIKELY(i < 0)) return __cyrus_setitem_huge(o, (size_t)i, NULL);
  return __cyrus_delitem_index(o, i, wraparound);
}
//@code
static __CYRUS_COLD int __cyrus_setitem_huge(PyObject *o, size_t i, PyObject *value) {
  int r;
  PyObject *key = PyLong_FromSize_t(i);
  if (!key) return -1;
  r = value ? PyObject_SetItem(o, key, value) : PyObject_DelItem(o, key);
  Py_DECREF(key);
  return r;
}
