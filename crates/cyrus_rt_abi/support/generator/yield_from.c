//! `yield from x` in a generator.
//!
//! Starts the delegation. 1: `*out` is to be yielded (store `resume`, return it); the runtime then drives the
//! sub-iterator, and the body continues with the result as `sent`. 0: it ended at once, `*out` is the result. -1: error.
//@requires gen_object
//@fn __cyrus_yield_from(__cyrus_gen *, obj, PyObject **) -> int !neg
//@proto
static int __cyrus_yield_from(__cyrus_gen *g, PyObject *iterable, PyObject **out);
//@code
static int __cyrus_yield_from(__cyrus_gen *g, PyObject *iterable, PyObject **out) {
    PyTypeObject *type = Py_TYPE(iterable);
    PyObject *sub;
    int outcome;
    // A coroutine is no iterable, but what types.coroutine() made of a generator may delegate to one.
    if (type == Py_TYPE(g) || (!type->tp_iter && __cyrus_gen_is_coroutine(iterable)) ||
        (PyCoro_CheckExact(iterable) && g->def->flags & (CO_ITERABLE_COROUTINE | CO_COROUTINE)))
        sub = Py_NewRef(iterable);
    else
        sub = PyObject_GetIter(iterable);
    if (__CYRUS_UNLIKELY(!sub))
        return -1;
    outcome = __cyrus_gen_delegate(Py_TYPE(g), sub, Py_None, out);
    if (outcome == PYGEN_NEXT) {
        g->yieldfrom = sub;
        return 1;
    }
    Py_DECREF(sub);
    return outcome == PYGEN_RETURN ? 0 : -1;
}
