//@use function, cfunction, args_fast
//@k a b args kw f outer.<locals>.f g Cls.meth
static const int names[] = {0, 1, 2, 3};
static const __cyrus_argspec spec_f = {"f", names, 0, 2, 1, 0, 1, 1}; // def f(a, b=…, *args, **kw)
static PyObject *body_f(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    PyObject *out[2], *star, *starstar, *result;
    if (__cyrus_args_fast(&spec_f, args, nargsf, kwnames, out, &star, &starstar) < 0)
        return NULL;
    if (!out[1])
        out[1] = __cyrus_function_value(self, 0);
    result = PyTuple_Pack(5, out[0], out[1], star, starstar,
                          __cyrus_function_closure(self) ? __cyrus_function_closure(self) : Py_None);
    Py_DECREF(star);
    Py_DECREF(starstar);
    return result;
}
static PyObject *body_g(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    (void)args, (void)nargsf, (void)kwnames;
    return Py_NewRef(self);
}
#define BODY(f) (PyCFunction)(void (*)(void))f, METH_FASTCALL | METH_KEYWORDS
static const __cyrus_funcdef def_f = {{"f", BODY(body_f), "The doc."}, &spec_f, 5, 12, 0};
static const __cyrus_funcdef def_g = {{"g", BODY(body_g), NULL}, NULL, 6, 20, __CYRUS_FUNC_COROUTINE};
static const __cyrus_funcdef def_meth = {{"meth", BODY(body_g), NULL}, NULL, 7, 30, __CYRUS_FUNC_METHOD};
static PyObject *make_defaults(PyObject *f) { return Py_BuildValue("((i)O)", 42, Py_None); }
static PyObject *make_f(PyObject *self, PyObject *closure) {
    PyObject *f = __cyrus_function_new(&def_f, closure, NULL), *values = Py_BuildValue("(i)", 42);
    (void)self;
    __cyrus_function_set(f, __CYRUS_FN_VALUES, values);
    Py_DECREF(values);
    __cyrus_function_set_getter(f, make_defaults);
    return f;
}
static PyObject *make_method(PyObject *self, PyObject *cls) { return __cyrus_function_new(&def_meth, NULL, cls); }
static PyMethodDef methods[] = {
    {"make_f", make_f, METH_O, NULL}, {"make_method", make_method, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static int user_exec(void) {
    PyObject *g = __cyrus_function_new(&def_g, NULL, NULL), *c = __cyrus_cfunction_new(&def_g, NULL);
    if (!g || !c || PyDict_SetItemString(__cyrus_d, "g", g) < 0 || PyDict_SetItemString(__cyrus_d, "c", c) < 0)
        return -1;
    Py_DECREF(g);
    Py_DECREF(c);
    return PyModule_AddFunctions(__cyrus_m, methods);
}
