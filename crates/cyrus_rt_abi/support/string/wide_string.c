//! Zero-terminated texts of Py_UNICODE, which is wchar_t. CPython from 3.12 on keeps none in its strings.
//@include <wchar.h>
//@fn __cyrus_wide_len(const wchar_t *) -> Py_ssize_t nogil pure
//@fn __cyrus_wide_slice(const wchar_t *, Py_ssize_t, Py_ssize_t) -> new
//@fn __cyrus_wide_of_str(obj) -> wchar_t * !null
//@proto
static inline Py_ssize_t __cyrus_wide_len(const wchar_t *text) { return (Py_ssize_t)wcslen(text); }
static PyObject *__cyrus_wide_slice(const wchar_t *text, Py_ssize_t start, Py_ssize_t stop);
static wchar_t *__cyrus_wide_of_str(PyObject *o);
//@code
// A stop of PY_SSIZE_T_MAX is the end of the text.
static PyObject *__cyrus_wide_slice(const wchar_t *text, Py_ssize_t start, Py_ssize_t stop) {
  Py_ssize_t length = stop == PY_SSIZE_T_MAX ? (Py_ssize_t)wcslen(text + start) : stop - start;
  return PyUnicode_FromWideChar(text + start, length > 0 ? length : 0);
}
static wchar_t *__cyrus_wide_of_str(PyObject *o) {
  if (!PyUnicode_Check(o)) {
    PyErr_Format(PyExc_TypeError, "expected str, got %.200s", Py_TYPE(o)->tp_name);
    return NULL;
  }
#if PY_VERSION_HEX < 0x030C0000
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif
  return (wchar_t *)PyUnicode_AsUnicode(o);
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic pop
#endif
#else
  PyErr_SetString(PyExc_TypeError, "a str has no Py_UNICODE * since Python 3.12");
  return NULL;
#endif
}
