//! `a + b`, `a - b`, `a * b` on two objects of unknown type: exact ints of up to 60 bits (30 for `*`) and exact floats
//! are computed here, everything else goes the general way.
//@requires pylong
//@proto
#define __CYRUS_OBJ_OP(NAME, API, OP, COND)                                                         \
  static PyObject *NAME(PyObject *a, PyObject *b, int inplace) {                                    \
    if (PyLong_CheckExact(a) && PyLong_CheckExact(b)) {                                             \
      long long v, w;                                                                               \
      if (__cyrus_pylong_small(a, &v) && __cyrus_pylong_small(b, &w) && (COND))                     \
        return PyLong_FromLongLong(v OP w);                                                         \
    } else if (PyFloat_CheckExact(a) && PyFloat_CheckExact(b))                                      \
      return PyFloat_FromDouble(PyFloat_AS_DOUBLE(a) OP PyFloat_AS_DOUBLE(b));                      \
    return (inplace ? PyNumber_InPlace##API : PyNumber_##API)(a, b);                                \
  }
