//! format(o) without a specification, as in f"{o}".
//@fn __cyrus_format_simple(obj) -> new
//@proto
static PyObject *__cyrus_format_simple(PyObject *o);
//@code
static __CYRUS_BRIEF PyObject *__cyrus_format_simple(PyObject *o) {
  if (PyUnicode_CheckExact(o)) return Py_NewRef(o);
  if (PyLong_CheckExact(o) || PyFloat_CheckExact(o)) return Py_TYPE(o)->tp_repr(o);
  return PyObject_Format(o, NULL);
}
