//! The text of an exception that code without the GIL caught, or of a part of it, by `str` (0), by `repr` (1), or the name of its class (2): it takes
//! the GIL for that. `part` is a path of attributes and indices with dots between them, `args.0`: what fails there is raised. The text of an
//! exception itself is empty where asking for it fails.
//@cxx
//@include <cstdlib>
//@include <stdexcept>
//@include <string>
//@proto
static std::string __cyrus_text_caught(PyObject *exc, int how, const std::string &part);
//@code
static std::string __cyrus_text_caught(PyObject *exc, int how, const std::string &part) {
    PyGILState_STATE state = PyGILState_Ensure();
    std::string out;
    PyObject *of = Py_NewRef(exc), *text = NULL;
    for (size_t at = 0; of && at < part.size();) {
        size_t end = part.find('.', at);
        if (end == std::string::npos) end = part.size();
        std::string step = part.substr(at, end - at);
        bool index = step[0] == '-' || (step[0] >= '0' && step[0] <= '9');
        PyObject *next = index ? PySequence_GetItem(of, (Py_ssize_t)strtoll(step.c_str(), NULL, 10))
                               : PyObject_GetAttrString(of, step.c_str());
        Py_DECREF(of);
        of = next;
        at = end + 1;
    }
    if (of)
        text = how == 2   ? PyObject_GetAttrString((PyObject *)Py_TYPE(of), "__name__")
               : how == 1 ? PyObject_Repr(of)
                          : PyObject_Str(of);
    Py_ssize_t size;
    const char *chars = text ? PyUnicode_AsUTF8AndSize(text, &size) : NULL;
    if (chars)
        out.assign(chars, (size_t)size);
    else if (part.empty())
        PyErr_Clear();
    Py_XDECREF(of);
    Py_XDECREF(text);
    PyGILState_Release(state);
    if (!chars && !part.empty()) throw std::runtime_error("raised");
    return out;
}
