//! A C++ global or attribute declared with cpp_locals was read before it was constructed.
//@fn __cyrus_raise_unbound_cpp_global(const char *) -> void
//@fn __cyrus_raise_unbound_cpp_attribute(const char *) -> void
//@proto
static void __cyrus_raise_unbound_cpp_global(const char *name);
static void __cyrus_raise_unbound_cpp_attribute(const char *name);
//@code
static void __cyrus_raise_unbound_cpp_global(const char *name) {
  PyErr_Format(PyExc_NameError, "C++ global '%s' is not initialized", name);
}
static void __cyrus_raise_unbound_cpp_attribute(const char *name) {
  PyErr_Format(PyExc_AttributeError, "C++ attribute '%s' is not initialized", name);
}
