//! classmethod(f), also of a method of an extension type: as plain C function it is a descriptor, as function object it
//! tests what it is called on. Either gets the class then.
//@requires function
//@fn __cyrus_classmethod(obj) -> new
//@proto
static PyObject *__cyrus_classmethod(PyObject *f);
//@code
// The function as a method of classes.
static __CYRUS_COLD PyObject *__cyrus_method_of_type(__cyrus_func *f) {
  int i;
  PyObject *copy = __cyrus_function_new(f->def, NULL, (PyObject *)&PyType_Type);
  if (!copy) return NULL;
  for (i = 0; i < __CYRUS_FN_COUNT; i++) {
    if (i == __CYRUS_FN_CLASS) continue;
    if (__cyrus_function_set(copy, i, __cyrus_function_attr(f, i)) < 0) {
      Py_DECREF(copy);
      return NULL;
    }
  }
  __cyrus_function_set_getter(copy, f->getter);
  return copy;
}
static __CYRUS_COLD PyObject *__cyrus_classmethod(PyObject *f) {
  PyObject *result;
  if (Py_IS_TYPE(f, &PyMethodDescr_Type)) {
    PyMethodDescrObject *method = (PyMethodDescrObject *)f;
    return PyDescr_NewClassMethod(method->d_common.d_type, method->d_method);
  }
  if (Py_IS_TYPE(f, __cyrus_function_type)) {
    __cyrus_func *own = (__cyrus_func *)f;
    if (own->info == &__cyrus_info && own->def->flags & __CYRUS_FUNC_METHOD) {
      f = __cyrus_method_of_type(own);
      if (!f) return NULL;
      result = PyObject_CallOneArg((PyObject *)&PyClassMethod_Type, f);
      Py_DECREF(f);
      return result;
    }
  }
  return PyObject_CallOneArg((PyObject *)&PyClassMethod_Type, f);
}
