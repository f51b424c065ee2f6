//! One step of a loop over the characters of a str: 1 and the character, or 0 at the end. `*i` starts at 0.
//@fn __cyrus_str_next(obj, Py_ssize_t *, Py_UCS4 *) -> int
//@proto
static inline int __cyrus_str_next(PyObject *o, Py_ssize_t *i, Py_UCS4 *c) {
  if (*i >= PyUnicode_GET_LENGTH(o)) return 0;
  *c = PyUnicode_READ_CHAR(o, *i);
  ++*i;
  return 1;
}
