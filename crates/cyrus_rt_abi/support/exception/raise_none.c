//! None where a typed object was needed (nonecheck=True, or a builtin type's method): attribute access,
//! subscription, iteration and other uses. The name is the attribute's.
//@fn __cyrus_raise_none_attribute(const char *) -> void nogil
//@fn __cyrus_raise_none_subscript() -> void nogil
//@fn __cyrus_raise_none_argument() -> void nogil
//@fn __cyrus_raise_none_iter() -> void
//@proto
static void __cyrus_raise_none_attribute(const char *name);
static void __cyrus_raise_none_subscript(void);
static void __cyrus_raise_none_argument(void);
static void __cyrus_raise_none_iter(void);
//@code
static void __cyrus_raise_none_attribute(const char *name) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyErr_Format(PyExc_AttributeError, "'NoneType' object has no attribute '%s'", name);
  PyGILState_Release(gil);
}
static void __cyrus_raise_none_subscript(void) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyErr_SetString(PyExc_TypeError, "'NoneType' object is not subscriptable");
  PyGILState_Release(gil);
}
static void __cyrus_raise_none_argument(void) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyErr_SetString(PyExc_TypeError, "cannot pass None into a C function argument that is declared 'not None'");
  PyGILState_Release(gil);
}
static void __cyrus_raise_none_iter(void) {
  PyErr_SetString(PyExc_TypeError, "'NoneType' object is not iterable");
}
