//! `x / 2` and `2 / x`: both operands must be exact as doubles, else the general way.
//! Arguments: left operand, right operand, the constant among them as C value, whether in place.
//@requires int_ops
//@fn __cyrus_truediv_obj_int(obj, obj, long, int) -> new
//@fn __cyrus_truediv_int_obj(obj, obj, long, int) -> new
//@proto
static PyObject *__cyrus_truediv_obj_int(PyObject *a, PyObject *b, long c, int inplace);
static PyObject *__cyrus_truediv_int_obj(PyObject *a, PyObject *b, long c, int inplace);
//@code
#define __CYRUS_53(x) ((x) >= -(1LL << 53) && (x) <= 1LL << 53)
__CYRUS_NUM_OP_(__cyrus_truediv_obj_int, a, TrueDivide, c != 0 && __CYRUS_53(c) && __CYRUS_53(v),
                PyFloat_FromDouble((double)v / (double)c), else if (PyFloat_CheckExact(a) && c != 0)
                return PyFloat_FromDouble(PyFloat_AS_DOUBLE(a) / (double)c);)
__CYRUS_NUM_OP_(__cyrus_truediv_int_obj, b, TrueDivide, v != 0 && __CYRUS_53(c) && __CYRUS_53(v),
                PyFloat_FromDouble((double)c / (double)v), else if (PyFloat_CheckExact(b) && PyFloat_AS_DOUBLE(b) != 0)
                return PyFloat_FromDouble((double)c / PyFloat_AS_DOUBLE(b));)
