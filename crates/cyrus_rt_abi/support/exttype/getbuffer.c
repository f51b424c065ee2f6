//! bf_getbuffer around a `__getbuffer__` method, which sees `view.obj` as None and may leave it so.
//@fn __cyrus_getbuffer(obj, Py_buffer *, int, getbufferproc) -> int !neg
//@proto
static int __cyrus_getbuffer(PyObject *o, Py_buffer *view, int flags, getbufferproc body);
//@code
static int __cyrus_getbuffer(PyObject *o, Py_buffer *view, int flags, getbufferproc body) {
    int result;
    if (!view) {
        PyErr_SetString(PyExc_BufferError, "PyObject_GetBuffer: view==NULL argument is obsolete");
        return -1;
    }
    view->obj = Py_NewRef(Py_None);
    result = body(o, view, flags);
    if (result < 0 || view->obj == Py_None)
        Py_CLEAR(view->obj);
    return result;
}
