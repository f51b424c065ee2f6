//! f(*args, **kwargs) with a tuple and a dict; an empty dict is not passed on.
//@fn __cyrus_call_kwargs(obj, obj, obj?) -> new
//@proto
static inline PyObject *__cyrus_call_kwargs(PyObject *f, PyObject *args, PyObject *kwargs) {
  return PyObject_Call(f, args, kwargs && PyDict_GET_SIZE(kwargs) ? kwargs : NULL);
}
