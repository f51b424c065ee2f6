//! `a + b` where both are probably str.
//@fn __cyrus_str_add(obj, obj) -> new
//@proto
static inline PyObject *__cyrus_str_add(PyObject *a, PyObject *b) {
  return PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b) ? PyUnicode_Concat(a, b) : PyNumber_Add(a, b);
}
