//! o.pop() where o is probably a list or a set.
//@requires list_pop
//@fn __cyrus_pop(obj) -> new
//@proto
static PyObject *__cyrus_pop(PyObject *o);
//@code
static PyObject *__cyrus_pop(PyObject *o) {
  if (PyList_CheckExact(o)) return __cyrus_list_pop(o);
  return Py_TYPE(o) == &PySet_Type ? PySet_Pop(o) : __cyrus_call_method0(o, __cyrus_s_pop);
}
