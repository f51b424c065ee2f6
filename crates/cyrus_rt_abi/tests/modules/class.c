//@use class_bases, class_metaclass, class_prepare, class_create, super, function
//@k name outer.<locals>.C f C.f
static PyObject *body_f(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    PyObject *s = __cyrus_super(__cyrus_function_class(self), args[0]), *r;
    if (!s)
        return NULL;
    r = PyObject_CallMethod(s, "f", NULL);
    Py_DECREF(s);
    return Py_BuildValue("sN", "C.f", r);
}
static const __cyrus_funcdef def_f = {
    {"f", (PyCFunction)(void (*)(void))body_f, METH_FASTCALL | METH_KEYWORDS, NULL}, NULL, 3, 1, 0};
// make(name, bases, kwds, update, python2): class name(*bases, **kwds): "doc"; def f(self): return "C.f", super().f(); **update
FUNCTION(make) {
    PyObject *kwds = PyDict_GET_SIZE(a[2]) ? a[2] : NULL, *bases = __cyrus_class_bases(a[1]), *meta = NULL, *ns = NULL;
    PyObject *cell = PyCell_New(NULL), *f = __cyrus_function_new(&def_f, NULL, cell), *cls = NULL, *doc = NULL, *key, *value;
    Py_ssize_t pos = 0;
    if (bases && (meta = __cyrus_class_metaclass(bases, kwds)))
        ns = __cyrus_class_prepare(meta, a[0], bases, kwds, __cyrus_k[1], doc = PyUnicode_FromString("doc"), a[1]);
    if (ns && PyObject_SetItem(ns, __cyrus_k[2], f) == 0) {
        while (PyDict_Next(a[3], &pos, &key, &value))
            PyObject_SetItem(ns, key, value);
        cls = __cyrus_class_create(meta, a[0], bases, ns, kwds, cell, PyObject_IsTrue(a[4]));
    }
    Py_XDECREF(bases);
    Py_XDECREF(meta);
    Py_XDECREF(ns);
    Py_XDECREF(doc);
    Py_DECREF(cell);
    Py_DECREF(f);
    return cls;
}
FUNCTION(super_of) { return __cyrus_super(a[0], a[1]); }
