//! `x ^ 7` and `7 ^ x`.
//! Arguments: left operand, right operand, the constant among them as C value, whether in place.
//@requires int_ops
//@fn __cyrus_xor_obj_int(obj, obj, long, int) -> new
//@fn __cyrus_xor_int_obj(obj, obj, long, int) -> new
//@proto
static PyObject *__cyrus_xor_obj_int(PyObject *a, PyObject *b, long c, int inplace);
static PyObject *__cyrus_xor_int_obj(PyObject *a, PyObject *b, long c, int inplace);
//@code
__CYRUS_INT_OP(__cyrus_xor_obj_int, a, Xor, 1, v ^ c)
__CYRUS_INT_OP(__cyrus_xor_int_obj, b, Xor, 1, c ^ v)
