//@use fused_function, closure
//@k f spec
struct scope {
    __cyrus_closure head;
    PyObject *x, *y;
    double d;
    PyObject *hidden;
};
static int destroyed;
static void scope_destroy(void *s) {
    Py_CLEAR(((struct scope *)s)->hidden);
    destroyed++;
}
static int scope_traverse(void *s, visitproc visit, void *arg) {
    Py_VISIT(((struct scope *)s)->hidden);
    return 0;
}
static const __cyrus_closure_def scope_def = {sizeof(struct scope), 2, scope_destroy, scope_traverse};
static PyObject *spec_body(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    return Py_BuildValue("OnO", __cyrus_function_closure(self), PyVectorcall_NARGS(nargsf), kwnames ? kwnames : Py_None);
}
static PyObject *fused_body(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    PyObject *f = PyDict_GetItemString(__cyrus_fused_signatures(self), PyLong_Check(args[n - 1]) ? "int" : "float|x");
    return PyObject_Vectorcall(f, args, (size_t)n, kwnames);
}
static const __cyrus_funcdef def_spec = {
    {"spec", (PyCFunction)(void (*)(void))spec_body, METH_FASTCALL | METH_KEYWORDS, "spec doc"}, NULL, 1, 1, 0};
static const __cyrus_funcdef def_fused = {
    {"f", (PyCFunction)(void (*)(void))fused_body, METH_FASTCALL | METH_KEYWORDS, "fused doc"}, NULL, 0, 1, 0};
FUNCTION(make) {
    PyObject *signatures = PyDict_New(), *name, *f;
    for (int i = 0; i < 2; i++) {
        name = PyUnicode_FromString(i ? "float|x" : "int");
        f = __cyrus_function_new(&def_spec, name, NULL);
        PyDict_SetItem(signatures, name, f);
        Py_DECREF(name);
        Py_DECREF(f);
    }
    f = __cyrus_fused_new(&def_fused, NULL, NULL, signatures);
    Py_DECREF(signatures);
    return f;
}
FUNCTION(scope) {
    struct scope *s = (struct scope *)__cyrus_closure_new(&scope_def);
    if (!s || s->x || s->y || s->d != 0 || s->hidden)
        return NULL;
    s->y = Py_XNewRef(a[0]);
    s->hidden = Py_XNewRef(a[0]);
    return (PyObject *)s;
}
FUNCTION(destroyed) { return PyLong_FromLong(destroyed); }
