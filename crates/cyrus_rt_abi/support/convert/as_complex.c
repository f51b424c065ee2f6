//! The parts of a Python number as a complex value.
//@fn __cyrus_as_complex(obj) -> Py_complex !occ
//@proto
static inline Py_complex __cyrus_as_complex(PyObject *o) {
  return __CYRUS_LIKELY(PyComplex_CheckExact(o)) ? ((PyComplexObject *)o)->cval : PyComplex_AsCComplex(o);
}
