//! o[key] where o is probably a dict.
//@requires dict_getitem
//@fn __cyrus_getitem_dict(obj, obj) -> new
//@proto
static inline PyObject *__cyrus_getitem_dict(PyObject *o, PyObject *key) {
  return PyDict_CheckExact(o) ? __cyrus_dict_getitem(o, key) : PyObject_GetItem(o, key);
}
