//! d.update(mapping) as the `**mapping` of a dict display does it: only mappings are allowed.
//@requires err_ignore
//@fn __cyrus_dict_update(obj, obj) -> int !neg1
//@proto
static int __cyrus_dict_update(PyObject *d, PyObject *mapping);
//@code
static int __cyrus_dict_update(PyObject *d, PyObject *mapping) {
  int r = PyDict_Update(d, mapping);
  if (r && !PyDict_Check(mapping) && __cyrus_err_ignore(PyExc_AttributeError))
    PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping", Py_TYPE(mapping)->tp_name);
  return r;
}
