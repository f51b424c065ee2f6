//! Test that an object is an instance of an extension type, for assignments and `<T?>` casts: 0, or -1 with TypeError.
//!
//! NULL and None are the caller's business.
//@requires type_name
//@fn __cyrus_type_test(obj, PyTypeObject *) -> int !neg
//@proto
static int __cyrus_type_test_error(PyObject *o, PyTypeObject *type);
static inline int __cyrus_type_test(PyObject *o, PyTypeObject *type) {
    return __CYRUS_LIKELY(PyObject_TypeCheck(o, type)) ? 0 : __cyrus_type_test_error(o, type);
}
//@code
static __CYRUS_ONCE int __cyrus_type_test_error(PyObject *o, PyTypeObject *type) {
    PyObject *from = __cyrus_type_name(Py_TYPE(o)), *to = from ? __cyrus_type_name(type) : NULL;
    if (to)
        PyErr_Format(PyExc_TypeError, "Cannot convert %U to %U", from, to);
    __CYRUS_DROP(from);
    __CYRUS_DROP(to);
    return -1;
}
