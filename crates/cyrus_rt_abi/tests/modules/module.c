//@use import, import_from, import_dotted, import_star, import_type, capi_export, capi_import
//@k os os.path path no_such_name collections.abc json
static int twice(int x) { return 2 * x; }
static int variable = 7;
static const int indices[] = {0, 1};
static const __cyrus_constant more[] = {__CYRUS_CONST('i', "name"),
                                        __CYRUS_CONST('u', "gr\xc3\xbc\xc3\x9f\xed\xa0\x80"),
                                        __CYRUS_CONST('b', "a\0b"),
                                        __CYRUS_CONST('n', "-0xFFFFFFFFFFFFFFFFFFFF"),
                                        __CYRUS_CONST('n', "1234567890123456789012345"),
                                        __CYRUS_CONST('f', "-1"),
                                        {indices, 2, 't'},
                                        __CYRUS_CONST('g', "len")};
static PyObject *constants(PyObject *self, PyObject *unused) {
    PyObject *saved[8], *result;
    memcpy(saved, __cyrus_k, sizeof saved);
    if (__cyrus_constants_init(more, 8) < 0)
        return NULL;
    result = PyTuple_New(8);
    for (int i = 0; i < 8; i++)
        PyTuple_SET_ITEM(result, i, __cyrus_k[i]);
    memcpy(__cyrus_k, saved, sizeof saved);
    return result;
}
static PyObject *imports(PyObject *self, PyObject *unused) {
    PyObject *os = __cyrus_import(__cyrus_k[0], NULL, 0), *again = __cyrus_import(__cyrus_k[1], NULL, -1),
             *path = __cyrus_import_dotted(__cyrus_k[1], 0), *from = __cyrus_import_from(os, __cyrus_k[2]),
             *abc = __cyrus_import_dotted(__cyrus_k[4], 0);
    return Py_BuildValue("NNNNN", os, again, path, from, abc);
}
static PyObject *missing(PyObject *self, PyObject *module) { return __cyrus_import_from(module, __cyrus_k[3]); }
static PyObject *star(PyObject *self, PyObject *module) {
    PyObject *target = PyDict_New(), *types = PyTuple_New(0);
    if (__cyrus_import_star(module, target, types) < 0)
        Py_CLEAR(target);
    Py_DECREF(types);
    return target;
}
static PyObject *type_of(PyObject *self, PyObject *args) {
    PyObject *module;
    const char *name;
    int size, check;
    if (!PyArg_ParseTuple(args, "Osii", &module, &name, &size, &check))
        return NULL;
    return (PyObject *)__cyrus_import_type(module, "mod", name, (size_t)size, sizeof(void *), check);
}
static PyObject *call_twice(PyObject *self, PyObject *module) {
    int (*f)(int) = (int (*)(int))__cyrus_capi_import(module, "twice", "int (int)", "function", 0);
    int *v = (int *)__cyrus_capi_import(module, "variable", "int", "variable", 0);
    return !f || !v ? NULL : PyLong_FromLong(f(*v));
}
static PyObject *wrong(PyObject *self, PyObject *name) {
    const char *text = PyUnicode_AsUTF8(name);
    void *p = __cyrus_capi_import(__cyrus_m, text, "long (long)", "function", *text == 'o');
    return PyErr_Occurred() ? NULL : PyBool_FromLong(p != NULL);
}
static PyMethodDef methods[] = {
    {"constants", constants, METH_NOARGS, NULL}, {"imports", imports, METH_NOARGS, NULL}, {"missing", missing, METH_O, NULL},
    {"star", star, METH_O, NULL}, {"type_of", type_of, METH_VARARGS, NULL}, {"call_twice", call_twice, METH_O, NULL},
    {"wrong", wrong, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static int user_exec(void) {
    if (__cyrus_capi_export("twice", (void *)twice, "int (int)") < 0 || __cyrus_capi_export("variable", &variable, "int") < 0)
        return -1;
    return PyModule_AddFunctions(__cyrus_m, methods);
}
