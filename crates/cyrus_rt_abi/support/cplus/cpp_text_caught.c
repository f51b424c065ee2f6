//! The text of an exception that code without the GIL caught, by `str` (0), by `repr` (1), or the name of its class (2): it takes the GIL for that.
//! What fails in it leaves no text.
//@cxx
//@include <string>
//@proto
static std::string __cyrus_text_caught(PyObject *exc, int how);
//@code
static std::string __cyrus_text_caught(PyObject *exc, int how) {
    PyGILState_STATE state = PyGILState_Ensure();
    std::string out;
    PyObject *text = how == 2   ? PyObject_GetAttrString((PyObject *)Py_TYPE(exc), "__name__")
                     : how == 1 ? PyObject_Repr(exc)
                                : PyObject_Str(exc);
    Py_ssize_t size;
    const char *chars = text ? PyUnicode_AsUTF8AndSize(text, &size) : NULL;
    if (chars)
        out.assign(chars, (size_t)size);
    else
        PyErr_Clear();
    Py_XDECREF(text);
    PyGILState_Release(state);
    return out;
}
