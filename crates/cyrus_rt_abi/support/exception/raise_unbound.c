//! A local variable (or a free one of an enclosing function) was read before assignment.
//@fn __cyrus_raise_unbound_local(const char *) -> void
//@fn __cyrus_raise_unbound_free(const char *) -> void
//@proto
static void __cyrus_raise_unbound_local(const char *name);
static void __cyrus_raise_unbound_free(const char *name);
//@code
static __CYRUS_ONCE void __cyrus_raise_unbound_local(const char *name) {
  PyErr_Format(PyExc_UnboundLocalError, "local variable '%s' referenced before assignment", name);
}
static __CYRUS_ONCE void __cyrus_raise_unbound_free(const char *name) {
  PyErr_Format(PyExc_NameError, "free variable '%s' referenced before assignment in enclosing scope", name);
}
