//! Text and bytes: building, formatting, indexing, slicing, comparing, decoding; characters to and from C.
//@use join_unicode, format_int, format_char, format_double, format_simple, str_concat, str_iadd, str_index, str_getitem, bytes_index
//@use bytearray_index, byte_value, bytearray_append, str_slice, bytes_slice, decode_string, decode_bytes, str_tailmatch
//@use bytes_tailmatch, contains_char, str_eq, str_ne, bytes_eq, str_eq_char, str_mod, ucs4_predicates, str_iter
//@use as_ucs4, as_py_unicode, object_ord, bytes_as_string, str_as_string, bytearray_from_string, str_from_string, float_of, as_double
//@use bool_to_py
#define OPT(i) (n > (i) && a[i] != Py_Ellipsis ? a[i] : NULL)
#define SSIZE(i) PyLong_AsSsize_t(a[i])
#define START (OPT(1) ? SSIZE(1) : 0)
#define STOP (OPT(2) ? SSIZE(2) : PY_SSIZE_T_MAX)
static PyObject *none(int r) { return r < 0 ? NULL : Py_NewRef(Py_None); }
static PyObject *truth(int r) { return r < 0 ? NULL : __cyrus_bool_to_py(r); }
static PyObject *number(long r) { return r == -1 && PyErr_Occurred() ? NULL : PyLong_FromLong(r); }
FUNCTION(join) { return __cyrus_join_unicode(a, n); }
FUNCTION(signed_) { return __cyrus_format_signed(PyLong_AsLongLong(a[0]), SSIZE(1), PyUnicode_AsUTF8(a[2])[0], PyUnicode_AsUTF8(a[3])[0]); }
FUNCTION(unsigned_) {
  return __cyrus_format_unsigned(PyLong_AsUnsignedLongLong(a[0]), SSIZE(1), PyUnicode_AsUTF8(a[2])[0], PyUnicode_AsUTF8(a[3])[0]);
}
FUNCTION(char_) { return __cyrus_format_char(PyLong_AsLongLong(a[0]), SSIZE(1), PyUnicode_AsUTF8(a[2])[0]); }
FUNCTION(double_) { return __cyrus_format_double(PyFloat_AsDouble(a[0]), PyUnicode_AsUTF8(a[1])[0], (int)SSIZE(2)); }
FUNCTION(simple) { return __cyrus_format_simple(a[0]); }
FUNCTION(add) { return __cyrus_str_add(a[0], a[1]); }
FUNCTION(iadd) { return __cyrus_str_iadd(Py_NewRef(a[0]), a[1]); }
FUNCTION(grow) {
  Py_ssize_t i;
  PyObject *r = PyUnicode_FromString("");
  for (i = 0; r && i < SSIZE(1); i++) r = __cyrus_str_iadd(r, a[0]);
  return r;
}
FUNCTION(index) {
  if (PyUnicode_Check(a[0])) {
    Py_UCS4 c = __cyrus_str_index(a[0], SSIZE(1), 1, 1);
    return c == (Py_UCS4)-1 ? NULL : PyLong_FromLong((long)c);
  }
  return number(PyBytes_Check(a[0]) ? __cyrus_bytes_index(a[0], SSIZE(1), 1, 1) : __cyrus_bytearray_index(a[0], SSIZE(1), 1, 1));
}
FUNCTION(getitem) { return __cyrus_str_getitem(a[0], SSIZE(1), 1, 1); }
FUNCTION(setitem) { return none(__cyrus_bytearray_setitem(a[0], SSIZE(1), (unsigned char)SSIZE(2), 1, 1)); }
FUNCTION(byte) { return number(__cyrus_byte_value(a[0])); }
FUNCTION(append) { return none(__cyrus_bytearray_append(a[0], (int)SSIZE(1))); }
FUNCTION(slice_) {
  if (PyUnicode_Check(a[0])) return __cyrus_str_slice(a[0], START, STOP);
  return PyBytes_Check(a[0]) ? __cyrus_bytes_slice(a[0], START, STOP) : __cyrus_bytearray_slice(a[0], START, STOP);
}
FUNCTION(decode) { return __cyrus_decode_bytes(a[0], START, STOP, OPT(3) ? PyUnicode_AsUTF8(a[3]) : NULL, NULL); }
FUNCTION(decode_c) { return __cyrus_decode(PyBytes_AsString(a[0]), -1, START, STOP, "latin-1", NULL); }
FUNCTION(tail) {
  return truth((PyUnicode_Check(a[0]) ? __cyrus_str_tailmatch : __cyrus_bytes_tailmatch)(a[0], a[1], SSIZE(2), SSIZE(3), (int)SSIZE(4)));
}
FUNCTION(has) {
  return truth(PyUnicode_Check(a[0]) ? __cyrus_str_contains_char(a[0], (Py_UCS4)SSIZE(1)) : __cyrus_bytes_contains_char(a[0], (char)SSIZE(1)));
}
FUNCTION(eq) { return truth(__cyrus_str_eq(a[0], a[1])); }
FUNCTION(ne) { return truth(__cyrus_str_ne(a[0], a[1])); }
FUNCTION(beq) { return truth(__cyrus_bytes_compare(a[0], a[1], Py_EQ)); }
FUNCTION(bne) { return truth(__cyrus_bytes_compare(a[0], a[1], Py_NE)); }
FUNCTION(eqc) { return truth(__cyrus_str_eq_char(a[0], (Py_UCS4)SSIZE(1))); }
FUNCTION(mod) { return __cyrus_str_mod(a[0], a[1]); }
FUNCTION(chars) {
  Py_ssize_t i = 0;
  Py_UCS4 c;
  PyObject *r = PyList_New(0);
  while (__cyrus_str_next(a[0], &i, &c)) {
    PyObject *x = Py_BuildValue("ii", __cyrus_ucs4_isalpha(c), __cyrus_ucs4_istitle(c));
    PyList_Append(r, x);
    Py_DECREF(x);
  }
  return r;
}
FUNCTION(ucs4) { Py_UCS4 c = __cyrus_as_ucs4(a[0]); return c == (Py_UCS4)-1 && PyErr_Occurred() ? NULL : PyLong_FromUnsignedLong(c); }
FUNCTION(uni) { wchar_t c = __cyrus_as_py_unicode(a[0]); return c == (wchar_t)-1 && PyErr_Occurred() ? NULL : PyLong_FromLong((long)c); }
FUNCTION(ord_) { return number(__cyrus_ord(a[0])); }
FUNCTION(as_string) { Py_ssize_t m; char *s = __cyrus_as_string(a[0], &m); return s ? PyBytes_FromStringAndSize(s, m) : NULL; }
FUNCTION(str_as_string) {
  Py_ssize_t m;
  char *s = __cyrus_str_as_string(a[0], &m, PyObject_IsTrue(a[1]));
  return s ? PyBytes_FromStringAndSize(s, m) : NULL;
}
FUNCTION(from_string) {
  return Py_BuildValue("NN", __cyrus_bytearray_from_string(PyBytes_AsString(a[0])), __cyrus_str_from_string(PyBytes_AsString(a[0]), "utf-8"));
}
FUNCTION(float_) { double v = __cyrus_float_of(a[0]); return v == -1 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(v); }
FUNCTION(double_of) { double v = __cyrus_as_double(a[0]); return v == -1 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(v); }
