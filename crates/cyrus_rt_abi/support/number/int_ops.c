//! The shape of operators between an object and an int constant: `__CYRUS_INT_OP` for ints, `__CYRUS_NUM_OP` for ints and
//! floats. The function takes both operands as objects, the constant as C value, and whether the operator is an
//! in-place one; X is the operand (a or b) that is not the constant. EXPR is in terms of the constant `c` and the
//! other operand `v` (up to 60 bits), used if COND; FEXPR in terms of `c` and the float `x`.
//@requires pylong
//@proto
#define __CYRUS_INT_OP(NAME, X, API, COND, EXPR) __CYRUS_NUM_OP_(NAME, X, API, COND, PyLong_FromLongLong(EXPR), )
#define __CYRUS_NUM_OP(NAME, X, API, COND, EXPR, FEXPR)                       \
  __CYRUS_NUM_OP_(NAME, X, API, COND, PyLong_FromLongLong(EXPR), else if (PyFloat_CheckExact(X)) { \
    double x = PyFloat_AS_DOUBLE(X);                                          \
    return PyFloat_FromDouble(FEXPR);                                         \
  })
#define __CYRUS_NUM_OP_(NAME, X, API, COND, RESULT, ELSE)                     \
  static PyObject *NAME(PyObject *a, PyObject *b, long c, int inplace) {      \
    long long v;                                                              \
    (void)c;                                                                  \
    if (__CYRUS_LIKELY(PyLong_CheckExact(X))) {                               \
      if (__cyrus_pylong_small(X, &v) && (COND)) return RESULT;               \
    }                                                                         \
    ELSE return (inplace ? PyNumber_InPlace##API : PyNumber_##API)(a, b);     \
  }
#define __CYRUS_31(x) ((x) >= -0x7fffffffLL && (x) <= 0x7fffffffLL)
