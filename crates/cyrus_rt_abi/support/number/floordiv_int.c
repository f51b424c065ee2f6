//! `x // 3` and `3 // x`; a zero divisor goes the general way.
//! Arguments: left operand, right operand, the constant among them as C value, whether in place.
//@requires int_ops
//@requires c_floordiv_ll
//@fn __cyrus_floordiv_obj_int(obj, obj, long, int) -> new
//@fn __cyrus_floordiv_int_obj(obj, obj, long, int) -> new
//@proto
static PyObject *__cyrus_floordiv_obj_int(PyObject *a, PyObject *b, long c, int inplace);
static PyObject *__cyrus_floordiv_int_obj(PyObject *a, PyObject *b, long c, int inplace);
//@code
__CYRUS_INT_OP(__cyrus_floordiv_obj_int, a, FloorDivide, c != 0, __cyrus_floordiv_ll(v, c))
__CYRUS_INT_OP(__cyrus_floordiv_int_obj, b, FloorDivide, v != 0, __cyrus_floordiv_ll(c, v))
