//! A C double as text: `type` is r (repr, then the precision is 0), e f g or their capitals.
//@fn __cyrus_format_double(double, char, int) -> new
//@proto
static PyObject *__cyrus_format_double(double v, char type, int precision);
//@code
static PyObject *__cyrus_format_double(double v, char type, int precision) {
  char *s = PyOS_double_to_string(v, type, precision, type == 'r' ? Py_DTSF_ADD_DOT_0 : 0, NULL);
  PyObject *r = s ? PyUnicode_FromString(s) : NULL;
  PyMem_Free(s);
  return r;
}
