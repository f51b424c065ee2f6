//! frozenset(iterable); a frozenset is given back as it is.
//@fn __cyrus_frozenset(obj?) -> new
//@proto
static inline PyObject *__cyrus_frozenset(PyObject *values) {
  return values && PyFrozenSet_CheckExact(values) ? Py_NewRef(values) : PyFrozenSet_New(values);
}
