//! list.pop() of an exact list, without a call while it need not shrink.
//@requires call_method0
//@str pop
//@fn __cyrus_list_pop(obj) -> new
//@proto
static inline PyObject *__cyrus_list_pop(PyObject *o) {
#if !__CYRUS_FREE_THREADED
  Py_ssize_t n = PyList_GET_SIZE(o);
  if (__CYRUS_LIKELY(n > ((PyListObject *)o)->allocated / 2)) {
    Py_SET_SIZE((PyVarObject *)o, n - 1);
    return PyList_GET_ITEM(o, n - 1);
  }
#endif
  return __cyrus_call_method0(o, __cyrus_s_pop);
}
