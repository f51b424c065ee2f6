//! `o.name` with an interned name.
//@fn __cyrus_getattr(obj, obj) -> new
//@proto
static inline PyObject *__cyrus_getattr(PyObject *o, PyObject *name) {
  getattrofunc get = Py_TYPE(o)->tp_getattro;
  return __CYRUS_LIKELY(get) ? get(o, name) : PyObject_GetAttr(o, name);
}
