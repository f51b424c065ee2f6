//! `o.name = value` with an interned name; `del o.name` when the value is NULL.
//@fn __cyrus_setattr(obj, obj, obj?) -> int !neg1
//@proto
static inline int __cyrus_setattr(PyObject *o, PyObject *name, PyObject *value) {
  setattrofunc set = Py_TYPE(o)->tp_setattro;
  return __CYRUS_LIKELY(set) ? set(o, name, value) : PyObject_SetAttr(o, name, value);
}
