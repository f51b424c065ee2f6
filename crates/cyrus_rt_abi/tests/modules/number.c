//! C arithmetic and operators between objects and constants.
//@use int_from_py, int_to_py, int_big_from_py, int_big_to_py, c_floordiv, c_mod, c_div_check, c_zero_check, c_pow, c_overflow, c_float_mod, c_abs
//@use add_int, sub_int, mul_int, and_int, or_int, xor_int, lshift_int, rshift_int, floordiv_int, mod_int, truediv_int
//@use compare_int, compare_obj, bool_to_py, add_obj, sub_obj, mul_obj, add_float, sub_float, mul_float, truediv_float, pow2
//@use complex_double, float_power, as_double
typedef unsigned char uchar;
typedef signed char schar;
#define INT_TYPE(T)                                  \
  __CYRUS_DEFINE_INT_FROM_PY(as_##T, T)              \
  __CYRUS_DEFINE_INT_TO_PY(from_##T, T)              \
  __CYRUS_DEFINE_FLOORDIV(floordiv_##T, T)           \
  __CYRUS_DEFINE_MOD(mod_##T, T)                     \
  __CYRUS_DEFINE_DIV_CHECK(check_##T, T)             \
  __CYRUS_DEFINE_ZERO_CHECK(zero_##T, T)             \
  __CYRUS_DEFINE_POW(pow_##T, T)                     \
  __CYRUS_DEFINE_CHECKED_ADD(cadd_##T, T)            \
  __CYRUS_DEFINE_CHECKED_SUB(csub_##T, T)            \
  __CYRUS_DEFINE_CHECKED_MUL(cmul_##T, T)            \
  __CYRUS_DEFINE_CHECKED_LSHIFT(clshift_##T, T)      \
  static PyObject *ops_##T(PyObject *const *a) {     \
    int of[4] = {0, 0, 0, 0};                        \
    T x = as_##T(a[0]), y, q, r, s, d, m, l;         \
    if (x == (T)-1 && PyErr_Occurred()) return NULL; \
    y = as_##T(a[1]);                                \
    if (y == (T)-1 && PyErr_Occurred()) return NULL; \
    if (zero_##T(x, y)) return NULL;                 \
    r = mod_##T(x, y);                               \
    if (check_##T(x, y)) return r ? from_##T(r) : NULL; \
    q = floordiv_##T(x, y);                          \
    s = cadd_##T(x, y, &of[0]);                      \
    d = csub_##T(x, y, &of[1]);                      \
    m = cmul_##T(x, y, &of[2]);                      \
    l = clshift_##T(x, y, &of[3]);                   \
    return Py_BuildValue("NN(NNNN)(iiii)", from_##T(q), from_##T(r), from_##T(s), from_##T(d), from_##T(m), from_##T(l), of[0], of[1], of[2], of[3]); \
  }                                                  \
  static PyObject *roundtrip_##T(PyObject *o) {      \
    T x = as_##T(o);                                 \
    return x == (T)-1 && PyErr_Occurred() ? NULL : from_##T(x); \
  }                                                  \
  static PyObject *power_##T(PyObject *const *a) { return from_##T(pow_##T(as_##T(a[0]), as_##T(a[1]))); }
INT_TYPE(uchar)
INT_TYPE(schar)
INT_TYPE(short)
INT_TYPE(int)
INT_TYPE(unsigned)
INT_TYPE(long)
INT_TYPE(size_t)
enum color { RED = 1, GREEN = 2 };
typedef enum color color_t;
__CYRUS_DEFINE_INT_FROM_PY(as_color, color_t)
__CYRUS_DEFINE_INT_TO_PY(from_color, color_t)
#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;
__CYRUS_DEFINE_INT_BIG_FROM_PY(as_int128, int128)
__CYRUS_DEFINE_INT_BIG_TO_PY(from_int128, int128)
__CYRUS_DEFINE_INT_BIG_FROM_PY(as_uint128, uint128)
__CYRUS_DEFINE_INT_BIG_TO_PY(from_uint128, uint128)
FUNCTION(rt_int128) { int128 x = as_int128(a[0]); return x == -1 && PyErr_Occurred() ? NULL : from_int128(x); }
FUNCTION(rt_uint128) { uint128 x = as_uint128(a[0]); return x == (uint128)-1 && PyErr_Occurred() ? NULL : from_uint128(x); }
#endif
FUNCTION(rt_uchar) { return roundtrip_uchar(a[0]); }
FUNCTION(rt_schar) { return roundtrip_schar(a[0]); }
FUNCTION(rt_short) { return roundtrip_short(a[0]); }
FUNCTION(rt_int) { return roundtrip_int(a[0]); }
FUNCTION(rt_unsigned) { return roundtrip_unsigned(a[0]); }
FUNCTION(rt_long) { return roundtrip_long(a[0]); }
FUNCTION(rt_size_t) { return roundtrip_size_t(a[0]); }
FUNCTION(rt_color) { color_t x = as_color(a[0]); return (int)x == -1 && PyErr_Occurred() ? NULL : from_color(x); }
FUNCTION(ops_8) { return ops_schar(a); }
FUNCTION(ops_u8) { return ops_uchar(a); }
FUNCTION(ops_16) { return ops_short(a); }
FUNCTION(ops_32) { return ops_int(a); }
FUNCTION(ops_u32) { return ops_unsigned(a); }
FUNCTION(ops_64) { return ops_long(a); }
FUNCTION(ops_u64) { return ops_size_t(a); }
FUNCTION(pow_64) { return power_long(a); }
FUNCTION(float_divmod) {
  double x = PyFloat_AsDouble(a[0]), y = PyFloat_AsDouble(a[1]);
  return Py_BuildValue("dd", __cyrus_floordiv_double(x, y), __cyrus_mod_double(x, y));
}
/* op, x: with the constant 7 on the right and on the left */
static PyObject *both(PyObject *const *a, PyObject *(*right)(PyObject *, PyObject *, long, int),
                      PyObject *(*left)(PyObject *, PyObject *, long, int)) {
  long c = PyLong_AsLong(a[1]);
  PyObject *x = right(a[0], a[1], c, 0), *y = x && left ? left(a[1], a[0], c, 0) : NULL;
  if (left && !y) { Py_XDECREF(x); return NULL; }
  if (!left) return x;
  return Py_BuildValue("NN", x, y);
}
FUNCTION(add) { return both(a, __cyrus_add_obj_int, __cyrus_add_int_obj); }
FUNCTION(sub) { return both(a, __cyrus_sub_obj_int, __cyrus_sub_int_obj); }
FUNCTION(mul) { return both(a, __cyrus_mul_obj_int, __cyrus_mul_int_obj); }
FUNCTION(and_) { return both(a, __cyrus_and_obj_int, __cyrus_and_int_obj); }
FUNCTION(or_) { return both(a, __cyrus_or_obj_int, __cyrus_or_int_obj); }
FUNCTION(xor_) { return both(a, __cyrus_xor_obj_int, __cyrus_xor_int_obj); }
FUNCTION(lshift) { return both(a, __cyrus_lshift_obj_int, __cyrus_lshift_int_obj); }
FUNCTION(rshift) { return both(a, __cyrus_rshift_obj_int, NULL); }
FUNCTION(floordiv) { return both(a, __cyrus_floordiv_obj_int, __cyrus_floordiv_int_obj); }
FUNCTION(mod) { return both(a, __cyrus_mod_obj_int, __cyrus_mod_int_obj); }
FUNCTION(truediv) { return both(a, __cyrus_truediv_obj_int, __cyrus_truediv_int_obj); }
FUNCTION(iadd) { return __cyrus_add_obj_int(a[0], a[1], PyLong_AsLong(a[1]), 1); }
FUNCTION(fadd) { return __cyrus_add_obj_float(a[0], a[1], PyFloat_AsDouble(a[1]), 0); }
FUNCTION(fsub) { return __cyrus_sub_float_obj(a[1], a[0], PyFloat_AsDouble(a[1]), 0); }
FUNCTION(fmul) { return __cyrus_mul_obj_float(a[0], a[1], PyFloat_AsDouble(a[1]), 0); }
FUNCTION(fdiv) { return __cyrus_truediv_float_obj(a[1], a[0], PyFloat_AsDouble(a[1]), 0); }
FUNCTION(oadd) { return __cyrus_add(a[0], a[1], 0); }
FUNCTION(osub) { return __cyrus_sub(a[0], a[1], 0); }
FUNCTION(omul) { return __cyrus_mul(a[0], a[1], 0); }
FUNCTION(pow2) { return __cyrus_pow2(a[0], a[1]); }
FUNCTION(compare) {
  int r = __cyrus_compare_int(a[0], a[1], PyLong_AsLong(a[1]), (int)PyLong_AsLong(a[2]));
  return r < 0 ? NULL : __cyrus_bool_to_py(r);
}
FUNCTION(ocompare) {
  int r = __cyrus_compare(a[0], a[1], (int)PyLong_AsLong(a[2]));
  return r < 0 ? NULL : __cyrus_bool_to_py(r);
}
FUNCTION(cpx) {
  __cyrus_complex_double x = __cyrus_complex_double_from_py(a[0]), y;
  if (PyErr_Occurred()) return NULL;
  y = __cyrus_complex_double_from_py(a[1]);
  if (PyErr_Occurred()) return NULL;
  return Py_BuildValue("NNNNd", __cyrus_complex_double_to_py(x * y), __cyrus_complex_double_to_py(x / y),
                       __cyrus_complex_double_to_py(__cyrus_complex_double_conj(x)),
                       __cyrus_complex_double_to_py(__cyrus_complex_double_pow(x, y)), __cyrus_complex_double_abs(x));
}
FUNCTION(power) {
  double x = __cyrus_as_double(a[0]), y = __cyrus_as_double(a[1]);
  return PyErr_Occurred() ? NULL : __cyrus_float_power(x, y);
}
FUNCTION(power_check) {
  double x = __cyrus_as_double(a[0]), y = __cyrus_as_double(a[1]);
  return PyErr_Occurred() || __cyrus_float_power_check(x, y) < 0 ? NULL : PyFloat_FromDouble(x);
}
