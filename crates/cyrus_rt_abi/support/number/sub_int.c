//! `x - 1` and `1 - x`.
//! Arguments: left operand, right operand, the constant among them as C value, whether in place.
//@requires int_ops
//@fn __cyrus_sub_obj_int(obj, obj, long, int) -> new
//@fn __cyrus_sub_int_obj(obj, obj, long, int) -> new
//@proto
static PyObject *__cyrus_sub_obj_int(PyObject *a, PyObject *b, long c, int inplace);
static PyObject *__cyrus_sub_int_obj(PyObject *a, PyObject *b, long c, int inplace);
//@code
__CYRUS_NUM_OP(__cyrus_sub_obj_int, a, Subtract, 1, v - c, x - (double)c)
__CYRUS_NUM_OP(__cyrus_sub_int_obj, b, Subtract, 1, c - v, (double)c - x)
