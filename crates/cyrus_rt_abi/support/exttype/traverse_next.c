//! The tp_traverse of the nearest base that has another one than `self`: for bases of other modules, whose slot
//! is not known when the code is generated.
//@fn __cyrus_traverse_next(obj, visitproc, void *, traverseproc) -> int
//@proto
static int __cyrus_traverse_next(PyObject *o, visitproc visit, void *arg, traverseproc self);
//@code
static int __cyrus_traverse_next(PyObject *o, visitproc visit, void *arg, traverseproc self) {
    PyTypeObject *type = Py_TYPE(o);
    traverseproc next = NULL;
    while (type && type->tp_traverse != self)
        type = type->tp_base;
    while (type && (next = type->tp_traverse) == self)
        type = type->tp_base;
    if (!type)
        next = NULL;
    return next ? next(o, visit, arg) : 0;
}
