//! `x >> 3`.
//! Arguments: left operand, right operand, the constant among them as C value, whether in place.
//@requires int_ops
//@fn __cyrus_rshift_obj_int(obj, obj, long, int) -> new
//@proto
static PyObject *__cyrus_rshift_obj_int(PyObject *a, PyObject *b, long c, int inplace);
//@code
__CYRUS_INT_OP(__cyrus_rshift_obj_int, a, Rshift, c >= 0, v >> (c > 62 ? 62 : c))
