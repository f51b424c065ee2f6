//! `x * 2` and `2 * x`.
//! Arguments: left operand, right operand, the constant among them as C value, whether in place.
//@requires int_ops
//@fn __cyrus_mul_obj_int(obj, obj, long, int) -> new
//@fn __cyrus_mul_int_obj(obj, obj, long, int) -> new
//@proto
static PyObject *__cyrus_mul_obj_int(PyObject *a, PyObject *b, long c, int inplace);
static PyObject *__cyrus_mul_int_obj(PyObject *a, PyObject *b, long c, int inplace);
//@code
__CYRUS_NUM_OP(__cyrus_mul_obj_int, a, Multiply, __CYRUS_31(v) && __CYRUS_31(c), v * c, x * (double)c)
__CYRUS_NUM_OP(__cyrus_mul_int_obj, b, Multiply, __CYRUS_31(v) && __CYRUS_31(c), c * v, (double)c * x)
