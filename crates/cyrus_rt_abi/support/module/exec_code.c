//! `exec code in globals, locals` (and the function): code is text, bytes, an open file or a code object. Absent globals
//! are the module's, absent locals the globals. Gives None.
//@str exec, read
//@fn __cyrus_exec_code(obj, obj?, obj?) -> new
//@proto
static PyObject *__cyrus_exec_code(PyObject *code, PyObject *globals, PyObject *locals);
//@code
static __CYRUS_COLD PyObject *__cyrus_exec_code(PyObject *code, PyObject *globals, PyObject *locals) {
    PyObject *function, *args[3], *text = NULL, *result = NULL;
    args[1] = globals && globals != Py_None ? globals : __cyrus_d;
    args[2] = locals && locals != Py_None ? locals : args[1];
    if (!PyDict_Check(args[1])) {
        PyErr_Format(PyExc_TypeError, "exec() arg 2 must be a dict, not %.200s", Py_TYPE(args[1])->tp_name);
        return NULL;
    }
    if (!PyUnicode_Check(code) && !PyBytes_Check(code) && PyObject_HasAttr(code, __cyrus_s_read)) {
        code = text = PyObject_CallMethodNoArgs(code, __cyrus_s_read);
        if (!text)
            return NULL;
    }
    args[0] = code;
    function = PyObject_GetAttr(__cyrus_b, __cyrus_s_exec);
    if (function)
        result = PyObject_Vectorcall(function, args, 3, NULL);
    __CYRUS_DROP(function);
    __CYRUS_DROP(text);
    return result;
}
