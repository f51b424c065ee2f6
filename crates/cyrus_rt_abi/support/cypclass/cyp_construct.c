//! Calls of a cypclass's Python type: an object, and `__init__` with the arguments as they came.
//!
//! As `type.__call__` does it, but without a tuple and a dict of arguments. Whatever Python has changed about the class, and
//! whatever is not called by its type, goes the general way.
//@requires cyp_proxy, type_vectorcall
//@str __init__
//@proto
// tp_vectorcall of classes whose tp_new is `create`, which allocates.
static PyObject *__cyrus_cyp_py_construct(__cyrus_cyp_type *type, newfunc create, PyObject *cls, PyObject *const *args, size_t nargsf, PyObject *kwnames);
//@code
// `__init__` has failed, or given something.
static __CYRUS_COLD PyObject *__cyrus_cyp_py_unmade(PyObject *made, PyObject *result) {
    if (result)
        PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'", Py_TYPE(result)->tp_name);
    Py_DECREF(made);
    Py_XDECREF(result);
    return NULL;
}
static PyObject *__cyrus_cyp_py_construct(__cyrus_cyp_type *type, newfunc create, PyObject *cls, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    // Without a GIL nothing would keep what is found.
    PyObject *init = __CYRUS_FREE_THREADED ? NULL : _PyType_Lookup((PyTypeObject *)cls, __cyrus_s___init__), *made, *result, *put[7], *before = NULL, **call;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf), count = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0), i;
    __cyrus_cyp *o;
    if (!init || (PyTypeObject *)cls != type->py_type || type->py_type->tp_new != create || !PyType_HasFeature(Py_TYPE(init), Py_TPFLAGS_METHOD_DESCRIPTOR) ||
        !PyVectorcall_Function(init) || (!(nargsf & PY_VECTORCALL_ARGUMENTS_OFFSET) && count > 6))
        return __cyrus_type_call(cls, args, nargsf, kwnames);
    o = __cyrus_cyp_new(type);
    if (!o)
        return NULL;
    __cyrus_at_store(&o->refs, __cyrus_at_load(&o->refs) | (uint64_t)(__CYRUS_CYP_SHARED | __CYRUS_CYP_PYTHON));
    made = __cyrus_cyp_proxy_new(o, type->py_type);
    if (!made)
        return NULL;
    if (nargsf & PY_VECTORCALL_ARGUMENTS_OFFSET) {
        call = (PyObject **)args - 1;
    } else {
        call = put;
        for (i = 0; i < count; i++)
            put[i + 1] = args[i];
    }
    if (call != put)
        before = call[0];
    call[0] = made;
    Py_INCREF(init);
    result = PyObject_Vectorcall(init, call, (size_t)(nargs + 1), kwnames);
    Py_DECREF(init);
    call[0] = before;
    if (__CYRUS_UNLIKELY(result != Py_None))
        return __cyrus_cyp_py_unmade(made, result);
    Py_DECREF(result);
    return made;
}
