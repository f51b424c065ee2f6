//! str(o), without a call for what is a str already.
//@fn __cyrus_str(obj) -> new
//@proto
static inline PyObject *__cyrus_str(PyObject *o) {
  return PyUnicode_CheckExact(o) ? Py_NewRef(o) : PyObject_Str(o);
}
