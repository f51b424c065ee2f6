//! Use of a reference that is NULL, where the directive `nullcheck` asks for an exception.
//@fn __cyrus_cyp_null(const char *, const char *) -> void nogil
//@fn __cyrus_cyp_null_argument(const char *) -> void nogil
//@proto
// Raises AttributeError; takes the GIL itself.
static __CYRUS_ONCE void __cyrus_cyp_null(const char *type, const char *name);
// Raises TypeError, where a method of a text is given none.
static __CYRUS_ONCE void __cyrus_cyp_null_argument(const char *method);
//@code
static __CYRUS_ONCE void __cyrus_cyp_null(const char *type, const char *name) {
    PyGILState_STATE gil = PyGILState_Ensure();
    PyErr_Format(PyExc_AttributeError, "reference of type '%s' is NULL and has no '%s'", type, name);
    PyGILState_Release(gil);
}
static __CYRUS_ONCE void __cyrus_cyp_null_argument(const char *method) {
    PyGILState_STATE gil = PyGILState_Ensure();
    PyErr_Format(PyExc_TypeError, "'%s' cannot be given None", method);
    PyGILState_Release(gil);
}
