//! The parts of an f-string put together: n str objects (borrowed) in a C array.
//@include <string.h>
//@fn __cyrus_join_unicode(PyObject *const *, Py_ssize_t) -> new
//@proto
static PyObject *__cyrus_join_unicode(PyObject *const *parts, Py_ssize_t n);
//@code
static PyObject *__cyrus_join_unicode(PyObject *const *parts, Py_ssize_t n) {
  Py_UCS4 max = 0;
  Py_ssize_t i, at = 0, size = 0;
  PyObject *r;
  int kind;
  for (i = 0; i < n; i++) {
    Py_UCS4 c = PyUnicode_MAX_CHAR_VALUE(parts[i]);
    if (c > max) max = c;
    if (PyUnicode_GET_LENGTH(parts[i]) > PY_SSIZE_T_MAX / 8 - size) {
      PyErr_SetString(PyExc_OverflowError, "join() result is too long for a Python string");
      return NULL;
    }
    size += PyUnicode_GET_LENGTH(parts[i]);
  }
  r = PyUnicode_New(size, max);
  if (!r) return NULL;
  kind = (int)PyUnicode_KIND(r);
  for (i = 0; i < n; i++) {
    size = PyUnicode_GET_LENGTH(parts[i]);
    if ((int)PyUnicode_KIND(parts[i]) == kind)
      memcpy((char *)PyUnicode_DATA(r) + at * kind, PyUnicode_DATA(parts[i]), (size_t)(size * kind));
    else if (PyUnicode_CopyCharacters(r, at, parts[i], 0, size) < 0) {
      Py_DECREF(r);
      return NULL;
    }
    at += size;
  }
  return r;
}
