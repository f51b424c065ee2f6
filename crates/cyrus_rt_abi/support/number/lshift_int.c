//! `x << 3` and `1 << x`.
//! Arguments: left operand, right operand, the constant among them as C value, whether in place.
//@requires int_ops
//@fn __cyrus_lshift_obj_int(obj, obj, long, int) -> new
//@fn __cyrus_lshift_int_obj(obj, obj, long, int) -> new
//@proto
static PyObject *__cyrus_lshift_obj_int(PyObject *a, PyObject *b, long c, int inplace);
static PyObject *__cyrus_lshift_int_obj(PyObject *a, PyObject *b, long c, int inplace);
//@code
__CYRUS_INT_OP(__cyrus_lshift_obj_int, a, Lshift, c >= 0 && c <= 31 && __CYRUS_31(v), v * (1LL << c))
__CYRUS_INT_OP(__cyrus_lshift_int_obj, b, Lshift, v >= 0 && v <= 31 && __CYRUS_31(c), c * (1LL << v))
