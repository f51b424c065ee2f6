//! `await x` in a coroutine or asynchronous generator; results as those of `__cyrus_yield_from`.
//@requires gen_object
//@fn __cyrus_await(__cyrus_gen *, obj, PyObject **) -> int !neg
//@fn __cyrus_await_next(__cyrus_gen *, obj, PyObject **) -> int !neg
//@fn __cyrus_await_iter(obj) -> new
//@proto
static int __cyrus_await(__cyrus_gen *g, PyObject *awaitable, PyObject **out);
// What `__anext__` gave: an error in finding its iterator is one of the protocol.
static int __cyrus_await_next(__cyrus_gen *g, PyObject *awaitable, PyObject **out);
static PyObject *__cyrus_await_iter(PyObject *o);
//@code
// The iterator that drives an awaitable; coroutines drive themselves.
static PyObject *__cyrus_await_iter(PyObject *o) {
    PyTypeObject *type = Py_TYPE(o);
    PyObject *result, *code;
    if (PyCoro_CheckExact(o) || __cyrus_gen_is_coroutine(o))
        return Py_NewRef(o);
    if (type->tp_as_async && type->tp_as_async->am_await) {
        result = type->tp_as_async->am_await(o);
        if (result && (PyCoro_CheckExact(result) || __cyrus_gen_is_coroutine(result))) {
            PyErr_SetString(PyExc_TypeError, "__await__() returned a coroutine");
            Py_CLEAR(result);
        } else if (result && !PyIter_Check(result)) {
            PyErr_Format(PyExc_TypeError, "__await__() returned non-iterator of type '%.200s'", Py_TYPE(result)->tp_name);
            Py_CLEAR(result);
        }
        return result;
    }
    if (PyGen_CheckExact(o)) {
        // types.coroutine() marks the code of a Python generator.
        int flags;
        code = PyObject_GetAttrString(o, "gi_code");
        if (!code)
            return NULL;
        flags = ((PyCodeObject *)code)->co_flags;
        Py_DECREF(code);
        if (flags & CO_ITERABLE_COROUTINE)
            return Py_NewRef(o);
    }
    PyErr_Format(PyExc_TypeError, "object %.200s can't be used in 'await' expression", type->tp_name);
    return NULL;
}
static int __cyrus_await_sub(__cyrus_gen *g, PyObject *sub, PyObject **out) {
    int outcome;
    if (__cyrus_gen_is_coroutine(sub) && ((__cyrus_gen *)sub)->yieldfrom) {
        PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
        Py_DECREF(sub);
        return -1;
    }
    outcome = __cyrus_gen_delegate(Py_TYPE(g), sub, Py_None, out);
    if (outcome == PYGEN_NEXT) {
        g->yieldfrom = sub;
        return 1;
    }
    Py_DECREF(sub);
    return outcome == PYGEN_RETURN ? 0 : -1;
}
static int __cyrus_await(__cyrus_gen *g, PyObject *awaitable, PyObject **out) {
    PyObject *sub = __cyrus_await_iter(awaitable);
    return __CYRUS_LIKELY(sub) ? __cyrus_await_sub(g, sub, out) : -1;
}
static __CYRUS_ONCE void __cyrus_invalid_anext(PyObject *awaitable) {
    PyObject *type, *cause, *trace, *error;
    PyErr_Fetch(&type, &cause, &trace);
    PyErr_NormalizeException(&type, &cause, &trace);
    if (trace)
        PyException_SetTraceback(cause, trace);
    Py_XDECREF(type);
    Py_XDECREF(trace);
    PyErr_Format(PyExc_TypeError, "'async for' received an invalid object from __anext__: %.100s",
                 Py_TYPE(awaitable)->tp_name);
    PyErr_Fetch(&type, &error, &trace);
    PyErr_NormalizeException(&type, &error, &trace);
    PyException_SetContext(error, Py_NewRef(cause));
    PyException_SetCause(error, cause);
    PyErr_Restore(type, error, trace);
}
static int __cyrus_await_next(__cyrus_gen *g, PyObject *awaitable, PyObject **out) {
    PyObject *sub = __cyrus_await_iter(awaitable);
    if (__CYRUS_LIKELY(sub))
        return __cyrus_await_sub(g, sub, out);
    __cyrus_invalid_anext(awaitable);
    return -1;
}
