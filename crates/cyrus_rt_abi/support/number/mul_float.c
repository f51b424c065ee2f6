//! `x * 1.5` and `1.5 * x`. See float_ops.
//@requires float_ops
//@fn __cyrus_mul_obj_float(obj, obj, double, int) -> new
//@fn __cyrus_mul_float_obj(obj, obj, double, int) -> new
//@proto
static PyObject *__cyrus_mul_obj_float(PyObject *a, PyObject *b, double c, int inplace);
static PyObject *__cyrus_mul_float_obj(PyObject *a, PyObject *b, double c, int inplace);
//@code
__CYRUS_FLOAT_OP(__cyrus_mul_obj_float, a, Multiply, 1, x * c)
__CYRUS_FLOAT_OP(__cyrus_mul_float_obj, b, Multiply, 1, c * x)
