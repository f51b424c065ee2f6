//! An error of a conversion is told again with the name of what was converted.
//!
//! `what` is a parameter or an attribute ("Adder.add() argument 'amount'"). Only plain TypeError, ValueError and
//! OverflowError are changed, others come from user code; but what is no mapping has no `items`, and is of a wrong type.
//@fn __cyrus_cyp_arg_error(const char *, obj) -> void
//@proto
static void __cyrus_cyp_arg_error(const char *what, PyObject *value);
//@code
static __CYRUS_ONCE void __cyrus_cyp_arg_error(const char *what, PyObject *value) {
    PyObject *type, *error, *traceback, *text = NULL, *got = NULL;
    int named = 0;
    PyErr_Fetch(&type, &error, &traceback);
    if (type == PyExc_AttributeError && !PyObject_HasAttrString(value, "items"))
        Py_SETREF(type, Py_NewRef(PyExc_TypeError));
    if (type == PyExc_TypeError || type == PyExc_ValueError || type == PyExc_OverflowError)
        text = error ? PyObject_Str(error) : NULL;
    if (text)
        got = PyObject_GetAttrString((PyObject *)Py_TYPE(value), "__name__");
    // What is wrong with a container is mostly in it.
    if (got)
        named = type != PyExc_TypeError || PyList_Check(value) || PyTuple_Check(value) || PyDict_Check(value) ? 1 : PyUnicode_Contains(text, got);
    if (got && named >= 0) {
        if (named)
            PyErr_Format(type, "%s: %U", what, text);
        else
            PyErr_Format(type, "%s: %U (got %U)", what, text, got);
        Py_DECREF(type);
        Py_XDECREF(error);
        Py_XDECREF(traceback);
    } else {
        PyErr_Clear();
        PyErr_Restore(type, error, traceback);
    }
    Py_XDECREF(text);
    Py_XDECREF(got);
}
