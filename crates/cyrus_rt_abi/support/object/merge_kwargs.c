//! Adds the items of a `**mapping` argument to the dict of keyword arguments of a call. A name that is there already is
//! a TypeError, as is an object that is no mapping.
//@str keys
//@requires getattr_opt
//@fn __cyrus_merge_kwargs(obj, obj) -> int !neg1
//@proto
static int __cyrus_merge_kwargs(PyObject *kwargs, PyObject *mapping);
//@code
static int __cyrus_merge_kwargs(PyObject *kwargs, PyObject *mapping) {
  PyObject *key, *keys, *it;
  if (!PyDict_CheckExact(mapping)) {
    PyObject *m = __cyrus_getattr_opt(mapping, __cyrus_s_keys);
    if (!m) {
      if (!PyErr_Occurred())
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping", Py_TYPE(mapping)->tp_name);
      return -1;
    }
    keys = PyObject_CallNoArgs(m);
    Py_DECREF(m);
  } else {
    if (!PyDict_GET_SIZE(kwargs)) return PyDict_Update(kwargs, mapping);
    keys = PyDict_Keys(mapping);
  }
  it = keys ? PyObject_GetIter(keys) : NULL;
  Py_XDECREF(keys);
  if (!it) return -1;
  while ((key = PyIter_Next(it))) {
    int there = PyDict_Contains(kwargs, key);
    PyObject *value = there ? NULL : PyObject_GetItem(mapping, key);
    if (there > 0)
      PyErr_Format(PyExc_TypeError, "function() got multiple values for keyword argument '%S'", key);
    if (!value || PyDict_SetItem(kwargs, key, value)) there = -1;
    Py_XDECREF(value);
    Py_DECREF(key);
    if (there) break;
  }
  Py_DECREF(it);
  return PyErr_Occurred() ? -1 : 0;
}
