//! `super()` without arguments: `cell` is the `__class__` cell of the class statement, or the class itself.
//@fn __cyrus_super(obj?, obj) -> new
//@proto
static PyObject *__cyrus_super(PyObject *cell, PyObject *self);
//@code
static PyObject *__cyrus_super(PyObject *cell, PyObject *self) {
    PyObject *args[2], *cls = cell && PyCell_Check(cell) ? PyCell_Get(cell) : Py_XNewRef(cell), *result;
    if (__CYRUS_UNLIKELY(!cls)) {
        PyErr_SetString(PyExc_RuntimeError, cell ? "super(): empty __class__ cell" : "super(): __class__ cell not found");
        return NULL;
    }
    args[0] = cls;
    args[1] = self;
    result = PyObject_Vectorcall((PyObject *)&PySuper_Type, args, 2, NULL);
    Py_DECREF(cls);
    return result;
}
