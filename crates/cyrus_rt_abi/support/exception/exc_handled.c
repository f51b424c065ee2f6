//! The exception being handled, looked up through suspended generators; NULL when there is none.
//@requires thread_state
//@fn __cyrus_exc_handled() -> new?
//@proto
static PyObject *__cyrus_exc_handled(void);
//@code
static PyObject *__cyrus_exc_handled(void) {
  _PyErr_StackItem *top = __cyrus_tstate()->exc_info;
  while ((!top->exc_value || top->exc_value == Py_None) && top->previous_item) top = top->previous_item;
  if (!top->exc_value || top->exc_value == Py_None) return NULL;
  Py_INCREF(top->exc_value);
  return top->exc_value;
}
