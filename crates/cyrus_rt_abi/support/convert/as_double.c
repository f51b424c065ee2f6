//! double from a number.
//@fn __cyrus_as_double(obj) -> double !neg1occ
//@proto
static inline double __cyrus_as_double(PyObject *o) {
  return __CYRUS_LIKELY(PyFloat_CheckExact(o)) ? PyFloat_AS_DOUBLE(o) : PyFloat_AsDouble(o);
}
