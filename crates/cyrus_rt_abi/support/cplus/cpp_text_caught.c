//! The text of an exception that code without the GIL caught: it takes the GIL for that. What fails in it leaves no text.
//@cxx
//@include <string>
//@proto
static std::string __cyrus_text_caught(PyObject *exc, int repr);
//@code
static std::string __cyrus_text_caught(PyObject *exc, int repr) {
    PyGILState_STATE state = PyGILState_Ensure();
    std::string out;
    PyObject *text = repr ? PyObject_Repr(exc) : PyObject_Str(exc);
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
