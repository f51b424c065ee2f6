//! None where a container was needed: `in`, len().
//@fn __cyrus_raise_none_contains() -> void
//@fn __cyrus_raise_none_len() -> void
//@proto
static void __cyrus_raise_none_contains(void);
static void __cyrus_raise_none_len(void);
//@code
static void __cyrus_raise_none_contains(void) {
  PyErr_SetString(PyExc_TypeError, "argument of type 'NoneType' is not iterable");
}
static void __cyrus_raise_none_len(void) {
  PyErr_SetString(PyExc_TypeError, "object of type 'NoneType' has no len()");
}
