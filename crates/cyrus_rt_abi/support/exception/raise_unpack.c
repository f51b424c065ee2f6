//! Sequence unpacking met a wrong number of values.
//@fn __cyrus_raise_need_more_values(Py_ssize_t) -> void
//@fn __cyrus_raise_too_many_values(Py_ssize_t) -> void
//@proto
static void __cyrus_raise_need_more_values(Py_ssize_t got);
static void __cyrus_raise_too_many_values(Py_ssize_t expected);
//@code
static __CYRUS_ONCE void __cyrus_raise_need_more_values(Py_ssize_t got) {
  PyErr_Format(PyExc_ValueError, "need more than %zd value%s to unpack", got, got == 1 ? "" : "s");
}
static __CYRUS_ONCE void __cyrus_raise_too_many_values(Py_ssize_t expected) {
  PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %zd)", expected);
}
