//! An int from an object by `__int__` alone, as C conversion of an argument does: no strings are parsed, a float is
//! truncated. Ints (and subclasses) come back unchanged.
//@fn __cyrus_number_long(obj) -> new
//@proto
static PyObject *__cyrus_number_long(PyObject *o);
//@code
static PyObject *__cyrus_number_long(PyObject *o) {
  PyNumberMethods *m = Py_TYPE(o)->tp_as_number;
  PyObject *r;
  if (PyLong_Check(o)) {
    Py_INCREF(o);
    return o;
  }
  r = m && m->nb_int ? m->nb_int(o) : m && m->nb_index ? m->nb_index(o) : NULL;
  if (!r) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "an integer is required");
  } else if (!PyLong_Check(r)) {
    PyErr_Format(PyExc_TypeError, "__int__ returned non-int (type %.200s)", Py_TYPE(r)->tp_name);
    Py_CLEAR(r);
  } else if (!PyLong_CheckExact(r) &&
             PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                              "__int__ returned non-int (type %.200s).  The ability to return an instance of a strict "
                              "subclass of int is deprecated, and may be removed in a future version of Python.",
                              Py_TYPE(r)->tp_name))
    Py_CLEAR(r);
  return r;
}
