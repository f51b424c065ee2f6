//! The check when an object goes into a variable of a builtin type: exactly that type (for `type` and exceptions also of
//! a class derived from it), or None if allowed.
//@fn __cyrus_builtin_type_test(obj, PyTypeObject *, int) -> int !neg1
//@fn __cyrus_builtin_subtype_test(obj, PyTypeObject *, int) -> int !neg1
//@proto
static int __cyrus_raise_expected(PyObject *o, const char *type);
static inline int __cyrus_builtin_type_test(PyObject *o, PyTypeObject *type, int none_allowed) {
  if (__CYRUS_LIKELY(Py_TYPE(o) == type) || (none_allowed && o == Py_None)) return 0;
  return __cyrus_raise_expected(o, type->tp_name);
}
static inline int __cyrus_builtin_subtype_test(PyObject *o, PyTypeObject *type, int none_allowed) {
  if (__CYRUS_LIKELY(PyObject_TypeCheck(o, type)) || (none_allowed && o == Py_None)) return 0;
  return __cyrus_raise_expected(o, type->tp_name);
}
//@code
static __CYRUS_ONCE int __cyrus_raise_expected(PyObject *o, const char *type) {
  PyErr_Format(PyExc_TypeError, "Expected %.42s, got %.200s", type, Py_TYPE(o)->tp_name);
  return -1;
}
