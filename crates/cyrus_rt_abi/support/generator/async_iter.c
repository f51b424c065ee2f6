//! `async for`: the asynchronous iterator, and the awaitable of its next item (to be given to `__cyrus_await`; the loop
//! ends when that raises StopAsyncIteration).
//@fn __cyrus_aiter(obj) -> new
//@fn __cyrus_anext(obj) -> new
//@proto
static PyObject *__cyrus_aiter(PyObject *o);
static PyObject *__cyrus_anext(PyObject *o);
//@code
static PyObject *__cyrus_aiter(PyObject *o) {
    PyAsyncMethods *async = Py_TYPE(o)->tp_as_async;
    if (__CYRUS_LIKELY(async && async->am_aiter))
        return async->am_aiter(o);
    PyErr_Format(PyExc_TypeError, "'async for' requires an object with __aiter__ method, got %.200s", Py_TYPE(o)->tp_name);
    return NULL;
}
static PyObject *__cyrus_anext(PyObject *o) {
    PyAsyncMethods *async = Py_TYPE(o)->tp_as_async;
    if (__CYRUS_LIKELY(async && async->am_anext))
        return async->am_anext(o);
    PyErr_Format(PyExc_TypeError, "'async for' requires an object with __anext__ method, got %.200s", Py_TYPE(o)->tp_name);
    return NULL;
}
