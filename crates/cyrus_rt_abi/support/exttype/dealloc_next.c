//! The tp_dealloc of the nearest base that has another one than `self`: for bases of other modules, whose slot
//! is not known when the code is generated.
//@fn __cyrus_dealloc_next(obj, destructor) -> void
//@proto
static void __cyrus_dealloc_next(PyObject *o, destructor self);
//@code
static void __cyrus_dealloc_next(PyObject *o, destructor self) {
    PyTypeObject *type = Py_TYPE(o);
    destructor next = NULL;
    while (type && type->tp_dealloc != self)
        type = type->tp_base;
    while (type && (next = type->tp_dealloc) == self)
        type = type->tp_base;
    if (!type)
        next = NULL;
    if (next)
        next(o);
}
