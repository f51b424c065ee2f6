//! Finishing an extension type: PyType_Ready with the bases given.
//!
//! The type is a static PyTypeObject whose slots were filled. `base` may be NULL (object). `bases`, a tuple, is for
//! multiple inheritance: all but the first must be heap types (Python classes), whose layout adds nothing.
//@fn __cyrus_type_ready(PyTypeObject *, PyTypeObject *, obj?) -> int !neg
//@proto
static int __cyrus_type_ready(PyTypeObject *type, PyTypeObject *base, PyObject *bases);
//@code
static __CYRUS_ONCE int __cyrus_type_check_bases(PyTypeObject *type, PyObject *bases) {
    Py_ssize_t i;
    int has_dict = type->tp_dictoffset || ((PyTypeObject *)PyTuple_GET_ITEM(bases, 0))->tp_dictoffset;
    for (i = 1; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(bases, i);
        if (!PyType_Check(base) || !(base->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
            PyErr_Format(PyExc_TypeError, "base class '%.200s' is not a heap type",
                         PyType_Check(base) ? base->tp_name : Py_TYPE(base)->tp_name);
            return -1;
        }
        if (!has_dict && base->tp_dictoffset) {
            PyErr_Format(PyExc_TypeError,
                         "extension type '%.200s' has no __dict__ slot, but base type '%.200s' has: either add 'cdef dict "
                         "__dict__' to the extension type or add '__slots__ = [...]' to the base type",
                         type->tp_name, base->tp_name);
            return -1;
        }
    }
    return 0;
}
static __CYRUS_ONCE int __cyrus_type_ready(PyTypeObject *type, PyTypeObject *base, PyObject *bases) {
    int result, heap_base = bases != NULL, gc_was_enabled = 0;
    PyTypeObject *t;
    if (type->tp_flags & Py_TPFLAGS_READY)
        return 0;
    if (bases && __cyrus_type_check_bases(type, bases) < 0)
        return -1;
    // Items of varying number stand where the fields would be.
    if (base && base->tp_itemsize && type->tp_basicsize > (Py_ssize_t)((base->tp_basicsize + sizeof(void *) - 1) & ~(sizeof(void *) - 1))) {
        PyErr_Format(PyExc_TypeError, "inheritance from PyVarObject types like '%s' not currently supported", base->tp_name);
        return -1;
    }
    if (base)
        type->tp_base = (PyTypeObject *)Py_NewRef(base);
    type->tp_bases = Py_XNewRef(bases);
    for (t = base; t && !heap_base; t = t->tp_base)
        heap_base = (t->tp_flags & Py_TPFLAGS_HEAPTYPE) || t->tp_bases == NULL || PyTuple_GET_SIZE(t->tp_bases) > 1;
    if (!heap_base)
        return PyType_Ready(type);
    // A static type may not have a heap type among its bases; so it looks like one while it is made ready, and no
    // collection may see it in that state.
#if PY_VERSION_HEX >= 0x030A0000
    gc_was_enabled = PyGC_Disable();
    type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
#endif
    type->tp_flags |= Py_TPFLAGS_HEAPTYPE;
    result = PyType_Ready(type);
    type->tp_flags &= ~(unsigned long)Py_TPFLAGS_HEAPTYPE;
#if PY_VERSION_HEX >= 0x030A0000
    if (gc_was_enabled)
        PyGC_Enable();
#endif
    (void)gc_was_enabled;
    return result;
}
