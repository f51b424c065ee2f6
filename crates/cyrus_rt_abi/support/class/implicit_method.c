//! `__new__`, `__init_subclass__` and `__class_getitem__` that came through decorators: where the result is a compiled
//! function it becomes what `kind` makes of it, `staticmethod` or `classmethod`, as `type` does with functions of Python.
//@include <string.h>
//@fn __cyrus_implicit_method(obj, obj) -> new
//@proto
static PyObject *__cyrus_implicit_method(PyObject *kind, PyObject *value);
//@code
static __CYRUS_ONCE PyObject *__cyrus_implicit_method(PyObject *kind, PyObject *value) {
  const char *name = Py_TYPE(value)->tp_name, *dot = strrchr(name, '.');
  if (strcmp(dot ? dot + 1 : name, "cython_function_or_method")) return Py_NewRef(value);
  return PyObject_CallOneArg(kind, value);
}
