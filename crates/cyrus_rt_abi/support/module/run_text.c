//! Classes written in Python, for what C can make in no other portable way.
//!
//! `__cyrus_run_text` executes a text of Python and gives its names: a dict whose `__name__` is the module's.
//@str __name__
//@fn __cyrus_run_text(const char *) -> new
//@proto
static PyObject *__cyrus_run_text(const char *text);
//@code
static __CYRUS_ONCE PyObject *__cyrus_run_text(const char *text) {
    PyObject *names = Py_BuildValue("{sO}", "__builtins__", __cyrus_b), *done = NULL;
    if (names && PyDict_SetItem(names, __cyrus_s___name__, PyDict_GetItem(__cyrus_d, __cyrus_s___name__)) >= 0)
        done = PyRun_String(text, Py_file_input, names, names);
    if (!done)
        Py_CLEAR(names);
    __CYRUS_DROP(done);
    return names;
}
