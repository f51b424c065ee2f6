//! A method of a builtin type called on an object that probably has exactly that type: its C function without the
//! look-up. `v` is the object and the arguments, with room for one pointer before it; `n` counts them all. The cache
//! is one static variable for each type and name.
//@proto
typedef struct { PyCFunction function; int flags; } __cyrus_known;
static PyObject *__cyrus_call_known(__cyrus_known *cache, PyTypeObject *type, PyObject *name, PyObject **v, size_t n);
//@code
static __CYRUS_ONCE void __cyrus_known_fill(__cyrus_known *cache, PyTypeObject *type, PyObject *name) {
  PyObject *method = _PyType_Lookup(type, name);
  int flags = METH_CLASS;
  if (method && Py_IS_TYPE(method, &PyMethodDescr_Type)) {
    PyMethodDef *def = ((PyMethodDescrObject *)method)->d_method;
    flags = def->ml_flags & ~METH_COEXIST;
    cache->function = def->ml_meth;
  }
  cache->flags = flags;
}
static PyObject *__cyrus_call_known(__cyrus_known *cache, PyTypeObject *type, PyObject *name, PyObject **v, size_t n) {
  if (__CYRUS_LIKELY(Py_IS_TYPE(v[0], type))) {
    if (__CYRUS_UNLIKELY(!cache->flags)) __cyrus_known_fill(cache, type, name);
    switch (cache->flags) {
    case METH_NOARGS:
      if (n == 1) return cache->function(v[0], NULL);
      break;
    case METH_O:
      if (n == 2) return cache->function(v[0], v[1]);
      break;
    case METH_FASTCALL:
      return ((PyObject * (*)(PyObject *, PyObject *const *, Py_ssize_t))(void (*)(void))cache->function)(
          v[0], v + 1, (Py_ssize_t)n - 1);
    case METH_FASTCALL | METH_KEYWORDS:
      return ((PyObject * (*)(PyObject *, PyObject *const *, Py_ssize_t, PyObject *))(void (*)(void))cache->function)(
          v[0], v + 1, (Py_ssize_t)n - 1, NULL);
    default:
      break;
    }
  }
  return PyObject_VectorcallMethod(name, v, n | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
