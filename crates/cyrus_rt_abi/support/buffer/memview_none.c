//! An element of a buffer of objects: memory that was never set stands for None.
//@fn __cyrus_mv_or_none(obj?) -> borrowed pure
//@proto
static inline PyObject *__cyrus_mv_or_none(PyObject *item) { return item ? item : Py_None; }
