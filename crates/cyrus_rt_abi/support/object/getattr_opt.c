//! `o.name` without the cost of an AttributeError: NULL without exception when there is no such attribute.
//@fn __cyrus_getattr_opt(obj, obj) -> new?
//@proto
static inline PyObject *__cyrus_getattr_opt(PyObject *o, PyObject *name) {
  PyObject *r;
#if PY_VERSION_HEX >= 0x030D0000
  (void)PyObject_GetOptionalAttr(o, name, &r);
#else
  (void)_PyObject_LookupAttr(o, name, &r);
#endif
  return r;
}
