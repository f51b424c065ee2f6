//! Test of an argument declared `not None` whose type needs no other test.
//@fn __cyrus_arg_none_error(const char *) -> int !neg
//@proto
static int __cyrus_arg_none_error(const char *name);
//@code
static __CYRUS_ONCE int __cyrus_arg_none_error(const char *name) {
    PyErr_Format(PyExc_TypeError, "Argument '%.200s' must not be None", name);
    return -1;
}
