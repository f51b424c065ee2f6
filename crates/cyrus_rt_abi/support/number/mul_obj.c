//! `a * b` on objects; the flag says whether it is an in-place operator. See obj_ops.
//@requires obj_ops
//@fn __cyrus_mul(obj, obj, int) -> new
//@proto
static PyObject *__cyrus_mul(PyObject *a, PyObject *b, int inplace);
//@code
__CYRUS_OBJ_OP(__cyrus_mul, Multiply, *, (unsigned long long)(v + 0x7fffffff) < 0xffffffff && (unsigned long long)(w + 0x7fffffff) < 0xffffffff)
