//! `o == c` for a C character and an object that is probably a str.
//@fn __cyrus_str_eq_char(obj, Py_UCS4) -> int
//@proto
static inline int __cyrus_str_eq_char(PyObject *o, Py_UCS4 c) {
  return PyUnicode_Check(o) && PyUnicode_GET_LENGTH(o) == 1 && PyUnicode_READ_CHAR(o, 0) == c;
}
