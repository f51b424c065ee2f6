//! A memoryview attribute of an object was read before assignment.
//@fn __cyrus_raise_unbound_view(const char *) -> void
//@proto
static void __cyrus_raise_unbound_view(const char *name);
//@code
static void __cyrus_raise_unbound_view(const char *name) {
  (void)name;
  PyErr_SetString(PyExc_AttributeError, "Memoryview is not initialized");
}
