//! `raise X` of an exception class or instance: the common case of raise, without the other operands.
//@requires raise
//@fn __cyrus_raise1(obj) -> void
//@proto
static void __cyrus_raise1(PyObject *exc);
//@code
static void __cyrus_raise1(PyObject *exc) {
  __cyrus_raise(exc, NULL, NULL, NULL);
}
