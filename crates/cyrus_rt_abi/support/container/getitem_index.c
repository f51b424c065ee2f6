//! o[i] with a C index on an object of any type; flags as in list_getitem.
//@requires list_getitem, tuple_getitem, index_slots, getitem_key
//@fn __cyrus_getitem_index(obj, Py_ssize_t, int, int) -> new
//@proto
static PyObject *__cyrus_getitem_index_slow(PyObject *o, Py_ssize_t i, int wraparound);
static inline PyObject *__cyrus_getitem_index(PyObject *o, Py_ssize_t i, int wraparound, int boundscheck) {
  if (PyList_CheckExact(o)) return __cyrus_list_getitem(o, i, wraparound, boundscheck);
  if (PyTuple_CheckExact(o)) return __cyrus_tuple_getitem(o, i, wraparound, boundscheck);
  return __cyrus_getitem_index_slow(o, i, wraparound);
}
//@code
static PyObject *__cyrus_getitem_index_slow(PyObject *o, Py_ssize_t i, int wraparound) {
  PyTypeObject *type = Py_TYPE(o);
  PySequenceMethods *sm = type->tp_as_sequence;
  PyMappingMethods *mm = type->tp_as_mapping;
  int slot = __cyrus_index_slot(o, sm && sm->sq_item, mm && mm->mp_subscript, &i, wraparound);
  if (slot) return slot < 0 ? NULL : sm->sq_item(o, i);
  return __cyrus_getitem_key(o, i);
}
