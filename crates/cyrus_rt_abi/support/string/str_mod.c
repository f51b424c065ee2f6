//! `text % args`.
//@fn __cyrus_str_mod(obj, obj) -> new
//@proto
static inline PyObject *__cyrus_str_mod(PyObject *o, PyObject *args) {
  return PyUnicode_CheckExact(o) && (!PyUnicode_Check(args) || PyUnicode_CheckExact(args)) ? PyUnicode_Format(o, args)
                                                                                         : PyNumber_Remainder(o, args);
}
