//! The argument for a parameter annotated `float | None`: None, a float, or a number converted to one.
//@requires to_float
//@fn __cyrus_float_argument(obj, obj) -> new
//@proto
static inline PyObject *__cyrus_float_argument(PyObject *o, PyObject *name) {
  if (o == Py_None || PyFloat_CheckExact(o)) return Py_NewRef(o);
  return __cyrus_to_float(o, PyUnicode_AsUTF8(name));
}
