//! o[i] = value, or del o[i] when the value is NULL, through the slots of the type.
//@requires index_slots
//@fn __cyrus_setitem_index_slow(obj, Py_ssize_t, obj?, int) -> int !neg1
//@proto
static int __cyrus_setitem_index_slow(PyObject *o, Py_ssize_t i, PyObject *value, int wraparound);
//@code
static int __cyrus_setitem_index_slow(PyObject *o, Py_ssize_t i, PyObject *value, int wraparound) {
  int r;
  PyObject *key;
  PyTypeObject *type = Py_TYPE(o);
  PySequenceMethods *sm = type->tp_as_sequence;
  PyMappingMethods *mm = type->tp_as_mapping;
  r = __cyrus_index_slot(o, sm && sm->sq_ass_item, mm && mm->mp_ass_subscript, &i, wraparound);
  if (r) return r < 0 ? -1 : sm->sq_ass_item(o, i, value);
  key = PyLong_FromSsize_t(i);
  if (!key) return -1;
  r = value ? PyObject_SetItem(o, key, value) : PyObject_DelItem(o, key);
  Py_DECREF(key);
  return r;
}
