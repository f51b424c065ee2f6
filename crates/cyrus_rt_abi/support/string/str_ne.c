//! `a != b` where both are probably str; other objects are compared as usual.
//@requires str_eq
//@fn __cyrus_str_ne(obj, obj) -> int !neg1
//@proto
static inline int __cyrus_str_ne(PyObject *a, PyObject *b) {
  return PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b) ? !__cyrus_str_eq(a, b)
                                                            : __cyrus_richcompare_bool(a, b, Py_NE);
}
