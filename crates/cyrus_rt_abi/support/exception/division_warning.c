//! The warning of cdivision_warnings=True, for operands of different signs. Takes the GIL by itself.
//@fn __cyrus_division_warning(const char *, int) -> int !neg1 nogil
//@proto
static int __cyrus_division_warning(const char *file, int line);
//@code
static int __cyrus_division_warning(const char *file, int line) {
  PyGILState_STATE gil = PyGILState_Ensure();
  int done = PyErr_WarnExplicit(PyExc_RuntimeWarning,
                                "division with oppositely signed operands, C and Python semantics differ", file, line,
                                __CYRUS_MODULE, NULL);
  PyGILState_Release(gil);
  return done;
}
