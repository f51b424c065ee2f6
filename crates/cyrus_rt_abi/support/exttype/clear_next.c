//! The tp_clear of the nearest base that has another one than `self`: for bases of other modules, whose slot
//! is not known when the code is generated.
//@fn __cyrus_clear_next(obj, inquiry) -> int
//@proto
static int __cyrus_clear_next(PyObject *o, inquiry self);
//@code
static int __cyrus_clear_next(PyObject *o, inquiry self) {
    PyTypeObject *type = Py_TYPE(o);
    inquiry next = NULL;
    while (type && type->tp_clear != self)
        type = type->tp_base;
    while (type && (next = type->tp_clear) == self)
        type = type->tp_base;
    if (!type)
        next = NULL;
    return next ? next(o) : 0;
}
