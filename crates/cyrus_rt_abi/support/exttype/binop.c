//! A number slot of a class with Python's operator methods (`c_api_binop_methods` off): `__add__` on the left operand,
//! then `__radd__` on the right one.
//!
//! `slot` is the slot function that calls this, `offset` its place in PyNumberMethods, `type` the class. `left(self,
//! other)` and `right(self, other)` are the class's methods, NULL for the one it inherits.
//@fn __cyrus_binop(obj, obj, PyTypeObject *, binaryfunc, size_t, binaryfunc, binaryfunc) -> new
//@proto
static PyObject *__cyrus_binop(PyObject *l, PyObject *r, PyTypeObject *type, binaryfunc slot, size_t offset, binaryfunc left,
                               binaryfunc right);
#define __CYRUS_NB_SLOT(type, offset, kind)                                                                            \
    ((type)->tp_as_number ? *(kind *)(void *)((char *)(type)->tp_as_number + (offset)) : (kind)NULL)
//@code
static int __cyrus_binop_is_self(PyObject *o, PyTypeObject *type, binaryfunc slot, size_t offset) {
    return __CYRUS_NB_SLOT(Py_TYPE(o), offset, binaryfunc) == slot || PyType_IsSubtype(Py_TYPE(o), type);
}
static PyObject *__cyrus_binop_inherited(PyTypeObject *type, size_t offset, PyObject *l, PyObject *r) {
    binaryfunc slot = type->tp_base ? __CYRUS_NB_SLOT(type->tp_base, offset, binaryfunc) : NULL;
    return slot ? slot(l, r) : Py_NewRef(Py_NotImplemented);
}
static PyObject *__cyrus_binop(PyObject *l, PyObject *r, PyTypeObject *type, binaryfunc slot, size_t offset, binaryfunc left,
                               binaryfunc right) {
    int same = Py_TYPE(l) == Py_TYPE(r), on_right = -1;
    PyObject *result;
    if (same || __cyrus_binop_is_self(l, type, slot, offset)) {
        if (right && !left) {
            on_right = same || __cyrus_binop_is_self(r, type, slot, offset);
            if (on_right) {
                result = right(r, l);
                if (result != Py_NotImplemented)
                    return result;
                Py_DECREF(result);
                on_right = 0;
            }
        }
        result = left ? left(l, r) : __cyrus_binop_inherited(type, offset, l, r);
        if (result != Py_NotImplemented)
            return result;
        Py_DECREF(result);
    }
    if (on_right < 0)
        on_right = same || __cyrus_binop_is_self(r, type, slot, offset);
    if (on_right)
        return right ? right(r, l) : __cyrus_binop_inherited(type, offset, l, r);
    return Py_NewRef(Py_NotImplemented);
}
