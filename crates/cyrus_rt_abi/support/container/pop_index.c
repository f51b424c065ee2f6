//! o.pop(i) with a C index where o is probably a list.
//@requires call_method1
//@str pop
//@fn __cyrus_pop_index(obj, Py_ssize_t) -> new
//@proto
static PyObject *__cyrus_pop_index(PyObject *o, Py_ssize_t i);
//@code
static PyObject *__cyrus_pop_index(PyObject *o, Py_ssize_t i) {
  PyObject *key, *r;
#if !__CYRUS_FREE_THREADED
  if (__CYRUS_LIKELY(PyList_CheckExact(o))) {
    Py_ssize_t n = PyList_GET_SIZE(o), k = i < 0 ? i + n : i;
    if (__CYRUS_LIKELY(n > ((PyListObject *)o)->allocated / 2 && (size_t)k < (size_t)n)) {
      PyObject **items = ((PyListObject *)o)->ob_item;
      r = items[k];
      Py_SET_SIZE((PyVarObject *)o, n - 1);
      for (; k < n - 1; k++) items[k] = items[k + 1];
      return r;
    }
  }
#endif
  key = PyLong_FromSsize_t(i);
  if (!key) return NULL;
  r = __cyrus_call_method1(o, __cyrus_s_pop, key);
  Py_DECREF(key);
  return r;
}
