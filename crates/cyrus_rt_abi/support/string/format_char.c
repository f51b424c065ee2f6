//! A C integer as character (format type `c`), padded with spaces or zeros to `width`.
//@fn __cyrus_format_char(long long, Py_ssize_t, char) -> new
//@proto
static PyObject *__cyrus_format_char(long long v, Py_ssize_t width, char fill);
//@code
static PyObject *__cyrus_format_char(long long v, Py_ssize_t width, char fill) {
  PyObject *r;
  if (v < 0 || v > 0x10FFFF) {
    PyErr_SetString(PyExc_OverflowError, "%c arg not in range(0x110000)");
    return NULL;
  }
  if (width <= 1) return PyUnicode_FromOrdinal((int)v);
  r = PyUnicode_New(width, v < 128 ? 127 : (Py_UCS4)v);
  if (!r) return NULL;
  PyUnicode_Fill(r, 0, width - 1, (Py_UCS4)fill);
  PyUnicode_WriteChar(r, width - 1, (Py_UCS4)v);
  return r;
}
