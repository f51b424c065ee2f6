//! Test of an argument's declared extension or builtin type.
//!
//! `exact`: 0 subclasses allowed; 1 not; 2 not, and the type came from an annotation (the message says so).
//@requires type_name
//@str add_note
//@fn __cyrus_arg_type_test(obj, PyTypeObject *, int, const char *, int) -> int !neg
//@proto
static int __cyrus_arg_type_error(PyObject *obj, PyTypeObject *type, const char *name, int exact);
static inline int __cyrus_arg_type_test(PyObject *obj, PyTypeObject *type, int none_allowed, const char *name, int exact) {
    if (__CYRUS_LIKELY(Py_IS_TYPE(obj, type) || (none_allowed && obj == Py_None)))
        return 0;
    if (!exact && PyType_IsSubtype(Py_TYPE(obj), type))
        return 0;
    return __cyrus_arg_type_error(obj, type, name, exact);
}
//@code
static __CYRUS_ONCE int __cyrus_arg_type_error(PyObject *obj, PyTypeObject *type, const char *name, int exact) {
    static const char note[] = "Note that Cython is deliberately stricter than PEP-484 and rejects subclasses of builtin "
                               "types. If you need to pass subclasses then set the 'annotation_typing' directive to False.";
    int subclass = exact == 2 && PyType_IsSubtype(Py_TYPE(obj), type);
    PyObject *expected = __cyrus_type_name(type), *got = expected ? __cyrus_type_name(Py_TYPE(obj)) : NULL;
    if (got) {
#if PY_VERSION_HEX < 0x030C0000
        PyErr_Format(PyExc_TypeError, "Argument '%.200s' has incorrect type (expected %U, got %U)%s%s", name, expected, got,
                     subclass ? ". " : "", subclass ? note : "");
#else
        PyErr_Format(PyExc_TypeError, "Argument '%.200s' has incorrect type (expected %U, got %U)", name, expected, got);
        if (subclass) {
            PyObject *exc = PyErr_GetRaisedException(), *text = PyUnicode_FromString(note);
            __CYRUS_DROP(text ? PyObject_CallMethodOneArg(exc, __cyrus_s_add_note, text) : NULL);
            __CYRUS_DROP(text);
            PyErr_SetRaisedException(exc);
        }
#endif
    }
    __CYRUS_DROP(expected);
    __CYRUS_DROP(got);
    return -1;
}
