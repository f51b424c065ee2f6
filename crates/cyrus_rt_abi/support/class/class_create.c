//! Calling the metaclass at the end of a class statement.
//!
//! `cell`, if some method uses `__class__` or super(), is the cell those methods read: type.__new__ fills it, before
//! `__set_name__` and `__init_subclass__` run. `python2`: a `__metaclass__` in the body counts (language level 2 without
//! class keywords).
//@requires class_metaclass
//@str __metaclass__, __classcell__
//@fn __cyrus_class_create(obj, obj, obj, obj, obj?, obj?, int) -> new
//@proto
static PyObject *__cyrus_class_create(PyObject *metaclass, PyObject *name, PyObject *bases, PyObject *ns, PyObject *kwds,
                                      PyObject *cell, int python2);
//@code
static __CYRUS_ONCE PyObject *__cyrus_class_create(PyObject *metaclass, PyObject *name, PyObject *bases, PyObject *ns,
                                                   PyObject *kwds, PyObject *cell, int python2) {
    PyObject *own = NULL, *winner, *args[3], *cls;
    if (python2) {
        own = PyObject_GetItem(ns, __cyrus_s___metaclass__);
        if (own && PyType_Check(own)) {
            winner = __cyrus_class_winner(own, bases);
            Py_SETREF(own, winner);
            if (!own)
                return NULL;
        } else if (!own) {
            if (!PyErr_ExceptionMatches(PyExc_KeyError))
                return NULL;
            PyErr_Clear();
        }
    }
    if (cell && PyObject_SetItem(ns, __cyrus_s___classcell__, cell) < 0) {
        __CYRUS_DROP(own);
        return NULL;
    }
    args[0] = name;
    args[1] = bases;
    args[2] = ns;
    cls = PyObject_VectorcallDict(own ? own : metaclass, args, 3, kwds);
    __CYRUS_DROP(own);
    // A metaclass that is no type leaves the cell to us.
    if (cls && cell && !PyCell_GET(cell))
        PyCell_Set(cell, cls);
    return cls;
}
