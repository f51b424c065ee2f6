//! `a - b` on objects; the flag says whether it is an in-place operator. See obj_ops.
//@requires obj_ops
//@fn __cyrus_sub(obj, obj, int) -> new
//@proto
static PyObject *__cyrus_sub(PyObject *a, PyObject *b, int inplace);
//@code
__CYRUS_OBJ_OP(__cyrus_sub, Subtract, -, 1)
