//! The value for a variable typed `float` (or `int`): an exact float (int) passes, other numbers are converted, strings
//! are refused. `argument` names the argument in the message, or is NULL.
//@fn __cyrus_to_float(obj, const char *) -> new
//@fn __cyrus_to_int(obj, const char *) -> new
//@proto
static PyObject *__cyrus_to_number(PyObject *o, PyTypeObject *type, const char *argument);
static inline PyObject *__cyrus_to_float(PyObject *o, const char *argument) {
  return __cyrus_to_number(o, &PyFloat_Type, argument);
}
static inline PyObject *__cyrus_to_int(PyObject *o, const char *argument) {
  return __cyrus_to_number(o, &PyLong_Type, argument);
}
//@code
static PyObject *__cyrus_to_number(PyObject *o, PyTypeObject *type, const char *argument) {
  if (__CYRUS_LIKELY(Py_TYPE(o) == type)) return Py_NewRef(o);
  if (PyNumber_Check(o)) return type == &PyLong_Type ? PyNumber_Long(o) : PyNumber_Float(o);
  if (argument)
    PyErr_Format(PyExc_TypeError, "Argument '%.200s' has incorrect type (expected %s, got %.200s)", argument,
                 type->tp_name, Py_TYPE(o)->tp_name);
  else PyErr_Format(PyExc_TypeError, "Expected %s, got %.200s", type->tp_name, Py_TYPE(o)->tp_name);
  return NULL;
}
