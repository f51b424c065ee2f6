//! The metaclass of a class statement. `kwds` (a fresh dict, or NULL) loses its `metaclass` entry.
//!
//! `__cyrus_class_winner`: the most derived of a metaclass (NULL: none was named) and those of the bases.
//@str metaclass
//@fn __cyrus_class_metaclass(obj, obj?) -> new
//@fn __cyrus_class_winner(obj?, obj) -> new
//@proto
static PyObject *__cyrus_class_metaclass(PyObject *bases, PyObject *kwds);
static PyObject *__cyrus_class_winner(PyObject *metaclass, PyObject *bases);
//@code
static __CYRUS_ONCE PyObject *__cyrus_class_winner(PyObject *metaclass, PyObject *bases) {
    PyTypeObject *winner = (PyTypeObject *)metaclass, *other;
    Py_ssize_t i;
    for (i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        other = Py_TYPE(PyTuple_GET_ITEM(bases, i));
        if (winner && PyType_IsSubtype(winner, other))
            continue;
        if (winner && !PyType_IsSubtype(other, winner)) {
            PyErr_SetString(PyExc_TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                                             "subclass of the metaclasses of all its bases");
            return NULL;
        }
        winner = other;
    }
    return Py_NewRef(winner ? winner : &PyType_Type);
}
static __CYRUS_ONCE PyObject *__cyrus_class_metaclass(PyObject *bases, PyObject *kwds) {
    PyObject *named = kwds ? PyDict_GetItemWithError(kwds, __cyrus_s_metaclass) : NULL, *winner;
    if (!named)
        return PyErr_Occurred() ? NULL : __cyrus_class_winner(NULL, bases);
    Py_INCREF(named);
    if (PyDict_DelItem(kwds, __cyrus_s_metaclass) < 0) {
        __CYRUS_DROP(named);
        return NULL;
    }
    // Any callable may serve; only real metaclasses are weighed against those of the bases.
    if (!PyType_Check(named))
        return named;
    winner = __cyrus_class_winner(named, bases);
    __CYRUS_DROP(named);
    return winner;
}
