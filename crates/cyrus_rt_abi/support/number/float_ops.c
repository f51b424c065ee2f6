//! Operators between an object and a float constant; arguments as in int_ops. X is the operand that is not the constant,
//! `x` its value, `c` the constant.
//@requires pylong
//@proto
#define __CYRUS_FLOAT_OP(NAME, X, API, COND, EXPR)                                                  \
  static PyObject *NAME(PyObject *a, PyObject *b, double c, int inplace) {                          \
    double x;                                                                                       \
    if (__CYRUS_LIKELY(PyFloat_CheckExact(X))) {                                                    \
      x = PyFloat_AS_DOUBLE(X);                                                                     \
      if (COND) return PyFloat_FromDouble(EXPR);                                                    \
    } else if (PyLong_CheckExact(X) && __cyrus_pylong_is_compact(X)) {                              \
      x = (double)__cyrus_pylong_compact(X);                                                        \
      if (COND) return PyFloat_FromDouble(EXPR);                                                    \
    }                                                                                               \
    return (inplace ? PyNumber_InPlace##API : PyNumber_##API)(a, b);                                \
  }
