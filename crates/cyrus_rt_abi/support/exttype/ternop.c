//! As `binop` for nb_power and nb_inplace_power, whose methods get a third argument.
//@requires binop
//@fn __cyrus_ternop(obj, obj, obj, PyTypeObject *, ternaryfunc, size_t, ternaryfunc, ternaryfunc) -> new
//@proto
static PyObject *__cyrus_ternop(PyObject *l, PyObject *r, PyObject *m, PyTypeObject *type, ternaryfunc slot, size_t offset,
                                ternaryfunc left, ternaryfunc right);
//@code
static PyObject *__cyrus_ternop_inherited(PyTypeObject *type, size_t offset, PyObject *l, PyObject *r, PyObject *m) {
    ternaryfunc slot = type->tp_base ? __CYRUS_NB_SLOT(type->tp_base, offset, ternaryfunc) : NULL;
    return slot ? slot(l, r, m) : Py_NewRef(Py_NotImplemented);
}
static PyObject *__cyrus_ternop(PyObject *l, PyObject *r, PyObject *m, PyTypeObject *type, ternaryfunc slot, size_t offset,
                                ternaryfunc left, ternaryfunc right) {
    int same = Py_TYPE(l) == Py_TYPE(r);
    int on_left = same || __CYRUS_NB_SLOT(Py_TYPE(l), offset, ternaryfunc) == slot || PyType_IsSubtype(Py_TYPE(l), type);
    int on_right = same || __CYRUS_NB_SLOT(Py_TYPE(r), offset, ternaryfunc) == slot || PyType_IsSubtype(Py_TYPE(r), type);
    PyObject *result;
    if (on_left) {
        if (right && !left && on_right) {
            result = right(r, l, m);
            if (result != Py_NotImplemented)
                return result;
            Py_DECREF(result);
            on_right = 0;
        }
        result = left ? left(l, r, m) : __cyrus_ternop_inherited(type, offset, l, r, m);
        if (result != Py_NotImplemented)
            return result;
        Py_DECREF(result);
    }
    if (on_right)
        return right ? right(r, l, m) : __cyrus_ternop_inherited(type, offset, l, r, m);
    return Py_NewRef(Py_NotImplemented);
}
