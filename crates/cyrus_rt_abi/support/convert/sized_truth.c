//! Truth of objects of builtin types with a size; None is false. Nothing here runs code of anybody's.
//@fn __cyrus_list_truth(obj) -> int nogil pure
//@fn __cyrus_tuple_truth(obj) -> int nogil pure
//@fn __cyrus_dict_truth(obj) -> int nogil pure
//@fn __cyrus_set_truth(obj) -> int nogil pure
//@fn __cyrus_str_truth(obj) -> int nogil pure
//@fn __cyrus_bytes_truth(obj) -> int nogil pure
//@fn __cyrus_bytearray_truth(obj) -> int nogil pure
//@proto
static inline int __cyrus_list_truth(PyObject *o) { return o != Py_None && PyList_GET_SIZE(o) != 0; }
static inline int __cyrus_tuple_truth(PyObject *o) { return o != Py_None && PyTuple_GET_SIZE(o) != 0; }
static inline int __cyrus_dict_truth(PyObject *o) {
  return o != Py_None && ((PyDictObject *)o)->ma_used != 0;
}
static inline int __cyrus_set_truth(PyObject *o) { return o != Py_None && PySet_GET_SIZE(o) != 0; }
static inline int __cyrus_str_truth(PyObject *o) { return o != Py_None && PyUnicode_GET_LENGTH(o) != 0; }
static inline int __cyrus_bytes_truth(PyObject *o) { return o != Py_None && PyBytes_GET_SIZE(o) != 0; }
static inline int __cyrus_bytearray_truth(PyObject *o) { return o != Py_None && PyByteArray_GET_SIZE(o) != 0; }
