//! The Python view of a function with fused parameter types (`fused_cython_function`).
//!
//! It is a function whose body chooses: it gets this object as `self` and all arguments (a method's instance included:
//! no `__CYRUS_FUNC_METHOD`), finds the specialisation in `__cyrus_fused_signatures(self)`, a dict from "int|double" to
//! functions, and calls it. Subscripting gives a specialisation; a method that was looked up on an instance
//! stays subscriptable, so binding makes another object of this type.
//!
//! `__cyrus_fused_make` makes one whose choice is told by a table: for each fused type `(name, index, default, required,
//! choices)` of the first parameter that has it. A choice is `(key, test)`, the test a type, None (anything), or for
//! buffers `(ndim, kind, itemsize, order, accepts None)`. `index` is past all arguments for keyword-only parameters;
//! `default` an index into `__defaults__`, -1 for none, -2 for one in `__kwdefaults__`.
//@requires function
//@init __cyrus_fused_init
//@fn __cyrus_fused_new(const __cyrus_funcdef *, obj?, obj?, obj) -> new
//@fn __cyrus_fused_signatures(obj) -> borrowed? pure
//@fn __cyrus_fused_make(obj, obj) -> new
//@proto
static PyObject *__cyrus_fused_make(PyObject *signatures, PyObject *table);
static PyObject *__cyrus_fused_new(const __cyrus_funcdef *def, PyObject *closure, PyObject *cls, PyObject *signatures);
static inline PyObject *__cyrus_fused_signatures(PyObject *f) {
    PyObject **rare = ((__cyrus_func *)f)->rare;
    return rare ? rare[__CYRUS_FN_SIGNATURES - __CYRUS_FN_KEPT] : NULL;
}
//@code
static PyTypeObject *__cyrus_fused_type;
static PyObject *__cyrus_fused_new(const __cyrus_funcdef *def, PyObject *closure, PyObject *cls, PyObject *signatures) {
    PyObject *f =
        __cyrus_function_init_object(PyObject_GC_New(__cyrus_func, __cyrus_fused_type), def, closure, cls);
    if (f && __cyrus_function_set(f, __CYRUS_FN_SIGNATURES, signatures) < 0)
        Py_CLEAR(f);
    return f;
}
// The kind of a buffer's elements: one of i u f c O T, or 0.
static char __cyrus_fused_kind(const char *format) {
    char kind;
    if (!format)
        return 'u';
    if (*format == '@' || *format == '=' || *format == (PY_BIG_ENDIAN ? '>' : '<'))
        format++;
    while (*format >= '0' && *format <= '9')
        format++;
    if (*format == 'T')
        return 'T';
    kind = strchr("bhilqn", *format)         ? 'i'
           : strchr("BHILQN?", *format)      ? 'u'
           : strchr("efdg", *format)         ? 'f'
           : *format == 'Z'                  ? 'c'
           : *format == 'O' || *format == 'c' ? *format
                                             : 0;
    return *format ? kind : 0;
}
static int __cyrus_fused_buffer_fits(const Py_buffer *view, PyObject *test, int strict) {
    const char *kind = PyUnicode_AsUTF8(PyTuple_GET_ITEM(test, 1));
    char found = __cyrus_fused_kind(view->format);
    long order = PyLong_AsLong(PyTuple_GET_ITEM(test, 3));
    if (!kind || PyLong_AsLong(PyTuple_GET_ITEM(test, 0)) != view->ndim ||
        PyLong_AsSsize_t(PyTuple_GET_ITEM(test, 2)) != view->itemsize)
        return 0;
    // `c` is a char, signed or not; a structure may also be written without T{}.
    if (found != *kind && !(found == 'c' && view->itemsize == 1 && (*kind == 'i' || *kind == 'u')) && *kind != 'T' &&
        !(found == 'u' && view->format && strchr(view->format, '?') && *kind == 'i'))
        return 0;
    return !strict || !order || PyBuffer_IsContiguous(view, order == 1 ? 'C' : 'F');
}
// The key of the first choice that fits, borrowed; NULL when none does.
static PyObject *__cyrus_fused_choose(PyObject *arg, PyObject *choices) {
    Py_buffer view;
    int state = 0, strict = 1; // state: 0 not tried, 1 have a buffer, -1 has none
    Py_ssize_t i;
    PyObject *key = NULL;
    for (i = 0; !key && i < PyTuple_GET_SIZE(choices); i++) {
        PyObject *choice = PyTuple_GET_ITEM(choices, i), *test = PyTuple_GET_ITEM(choice, 1);
        int fits;
        if (test == Py_None) {
            fits = 1;
        } else if (!PyTuple_CheckExact(test)) {
            fits = PyObject_TypeCheck(arg, (PyTypeObject *)test);
        } else if (arg == Py_None) {
            fits = PyObject_IsTrue(PyTuple_GET_ITEM(test, 4));
        } else {
            if (!state) {
                state = PyObject_CheckBuffer(arg) && PyObject_GetBuffer(arg, &view, PyBUF_FULL_RO) == 0 ? 1 : -1;
                PyErr_Clear();
            }
            fits = state > 0 && __cyrus_fused_buffer_fits(&view, test, strict);
        }
        if (fits)
            key = PyTuple_GET_ITEM(choice, 0);
        else if (i == PyTuple_GET_SIZE(choices) - 1 && state > 0 && strict)
            strict = 0, i = -1; // again, whatever the order in memory
    }
    if (state > 0)
        PyBuffer_Release(&view);
    return key;
}
static __CYRUS_COLD PyObject *__cyrus_fused_default(PyObject *self, PyObject *row, Py_ssize_t given) {
    PyObject *name = PyTuple_GET_ITEM(row, 0), *function = NULL, *key, *values, *found;
    long which = PyLong_AsLong(PyTuple_GET_ITEM(row, 2));
    Py_ssize_t required = PyLong_AsSsize_t(PyTuple_GET_ITEM(row, 3)), pos = 0;
    if (which != -1 && PyDict_Next(__cyrus_fused_signatures(self), &pos, &key, &function)) {
        values = PyObject_GetAttrString(function, which == -2 ? "__kwdefaults__" : "__defaults__");
        if (!values)
            return NULL;
        found = which == -2 ? PyObject_GetItem(values, name) : PySequence_GetItem(values, which);
        __CYRUS_DROP(values);
        return found;
    }
    if (PyLong_AsSsize_t(PyTuple_GET_ITEM(row, 1)) < required)
        PyErr_Format(PyExc_TypeError, "Expected at least %zd argument%s, got %zd", required, required == 1 ? "" : "s",
                     given);
    else
        PyErr_Format(PyExc_TypeError, "Missing keyword-only argument: '%U'", name);
    return NULL;
}
// The only signature whose parts agree with the keys (None: any), borrowed.
static __CYRUS_COLD PyObject *__cyrus_fused_match(PyObject *signatures, PyObject *keys) {
    PyObject *key, *function, *found = NULL, *bar = PyUnicode_FromString("|");
    Py_ssize_t pos = 0, i;
    while (bar && PyDict_Next(signatures, &pos, &key, &function)) {
        PyObject *parts = PyUnicode_Split(key, bar, -1);
        int same = parts != NULL;
        for (i = 0; same && i < PyTuple_GET_SIZE(keys) && i < PyList_GET_SIZE(parts); i++)
            same = PyTuple_GET_ITEM(keys, i) == Py_None ||
                   PyUnicode_Compare(PyTuple_GET_ITEM(keys, i), PyList_GET_ITEM(parts, i)) == 0;
        __CYRUS_DROP(parts);
        if (same && found) {
            __CYRUS_DROP(bar);
            PyErr_SetString(PyExc_TypeError, "Function call with ambiguous argument types");
            return NULL;
        }
        if (same)
            found = function;
    }
    __CYRUS_DROP(bar);
    if (!found && !PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "No matching signature found");
    return found;
}
static PyObject *__cyrus_fused_dispatch(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    PyObject *table = __cyrus_function_attr((__cyrus_func *)self, __CYRUS_FN_CHOICES), *keys, *function = NULL, *result;
    Py_ssize_t i, k, n = PyTuple_GET_SIZE(table), nargs = PyVectorcall_NARGS(nargsf);
    int wild = n != 1;
    keys = PyTuple_New(n);
    if (!keys)
        return NULL;
    for (i = 0; i < n; i++) {
        PyObject *row = PyTuple_GET_ITEM(table, i), *arg = NULL, *key;
        Py_ssize_t index = PyLong_AsSsize_t(PyTuple_GET_ITEM(row, 1));
        if (index < nargs) {
            arg = Py_NewRef(args[index]);
        } else {
            for (k = 0; !arg && kwnames && k < PyTuple_GET_SIZE(kwnames); k++)
                if (PyUnicode_Compare(PyTuple_GET_ITEM(kwnames, k), PyTuple_GET_ITEM(row, 0)) == 0)
                    arg = Py_NewRef(args[nargs + k]);
            if (!arg && !(arg = __cyrus_fused_default(self, row, nargs))) {
                Py_DECREF(keys);
                return NULL;
            }
        }
        key = __cyrus_fused_choose(arg, PyTuple_GET_ITEM(row, 4));
        Py_DECREF(arg);
        if (n == 1)
            function = key ? PyDict_GetItem(__cyrus_fused_signatures(self), key) : NULL;
        PyTuple_SET_ITEM(keys, i, Py_NewRef(key ? key : Py_None));
    }
    if (wild)
        function = __cyrus_fused_match(__cyrus_fused_signatures(self), keys);
    else if (!function)
        PyErr_SetString(PyExc_TypeError, "No matching signature found");
    Py_DECREF(keys);
    if (!function)
        return NULL;
    Py_INCREF(function);
    result = PyObject_Vectorcall(function, args, (size_t)nargs, kwnames);
    Py_DECREF(function);
    return result;
}
// Name, docstring and the like are those of the first specialisation.
static PyObject *__cyrus_fused_make(PyObject *signatures, PyObject *table) {
    PyObject *key, *first;
    Py_ssize_t pos = 0;
    __cyrus_func *f, *from;
    int i, failed = 0;
    if (!PyDict_Next(signatures, &pos, &key, &first)) {
        PyErr_SetString(PyExc_SystemError, "a fused function without specialisations");
        return NULL;
    }
    from = (__cyrus_func *)first;
    f = (__cyrus_func *)__cyrus_fused_new(from->def, NULL, NULL, signatures);
    if (!f)
        return NULL;
    f->getter = from->getter;
    for (i = 0; i < __CYRUS_FN_COUNT; i++)
        if (i != __CYRUS_FN_DICT && i != __CYRUS_FN_SIGNATURES && i != __CYRUS_FN_CLASS)
            failed |= __cyrus_function_set((PyObject *)f, i, __cyrus_function_attr(from, i));
    failed |= __cyrus_function_set((PyObject *)f, __CYRUS_FN_CHOICES, table);
    f->vectorcall = __cyrus_fused_dispatch;
    if (failed)
        Py_CLEAR(f);
    return (PyObject *)f;
}
static PyObject *__cyrus_fused_bound_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    __cyrus_func *f = (__cyrus_func *)self;
    Py_ssize_t i, count = PyVectorcall_NARGS(nargsf) + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
    PyObject *few[8], **all = few, *result;
    if (count >= 8 && !(all = PyMem_New(PyObject *, count + 1)))
        return PyErr_NoMemory();
    all[0] = __cyrus_function_attr(f, __CYRUS_FN_SELF);
    for (i = 0; i < count; i++)
        all[i + 1] = args[i];
    if (__cyrus_function_attr(f, __CYRUS_FN_CHOICES))
        result = __cyrus_fused_dispatch(self, all, (size_t)PyVectorcall_NARGS(nargsf) + 1, kwnames);
    else
        result = ((vectorcallfunc)(void (*)(void))f->def->ml.ml_meth)(self, all, (size_t)PyVectorcall_NARGS(nargsf) + 1,
                                                                      kwnames);
    if (all != few)
        PyMem_Free(all);
    return result;
}
static __CYRUS_COLD PyObject *__cyrus_fused_bind(PyObject *self, PyObject *obj, PyObject *type) {
    __cyrus_func *f = (__cyrus_func *)self, *bound;
    int i, failed = 0;
    (void)type;
    if (!obj || obj == Py_None || __cyrus_function_attr(f, __CYRUS_FN_SELF))
        return Py_NewRef(self);
    bound = (__cyrus_func *)__cyrus_function_init_object(PyObject_GC_New(__cyrus_func, Py_TYPE(self)), f->def, NULL, NULL);
    if (!bound)
        return NULL;
    bound->info = f->info;
    bound->getter = f->getter;
    for (i = 0; i < __CYRUS_FN_COUNT; i++)
        if (i != __CYRUS_FN_DICT)
            failed |= __cyrus_function_set((PyObject *)bound, i, __cyrus_function_attr(f, i));
    failed |= __cyrus_function_set((PyObject *)bound, __CYRUS_FN_SELF, obj);
    bound->vectorcall = __cyrus_fused_bound_call;
    if (failed)
        Py_CLEAR(bound);
    return (PyObject *)bound;
}
static __CYRUS_COLD PyObject *__cyrus_fused_key(PyObject *index) {
    if (PyUnicode_CheckExact(index))
        return Py_NewRef(index);
    return PyType_Check(index) ? PyObject_GetAttrString(index, "__name__") : PyObject_Str(index);
}
static __CYRUS_COLD PyObject *__cyrus_fused_getitem(PyObject *self, PyObject *index) {
    PyObject *key = NULL, *list, *part, *bar, *found, *bound;
    Py_ssize_t i;
    if (!__cyrus_fused_signatures(self)) {
        PyErr_SetString(PyExc_TypeError, "Function is not fused");
        return NULL;
    }
    if (PyTuple_Check(index)) {
        list = PyList_New(0);
        bar = PyUnicode_FromString("|");
        for (i = 0; list && i < PyTuple_GET_SIZE(index); i++) {
            part = __cyrus_fused_key(PyTuple_GET_ITEM(index, i));
            if (!part || PyList_Append(list, part) < 0)
                Py_CLEAR(list);
            __CYRUS_DROP(part);
        }
        if (list && bar)
            key = PyUnicode_Join(bar, list);
        __CYRUS_DROP(bar);
        __CYRUS_DROP(list);
    } else {
        key = __cyrus_fused_key(index);
    }
    if (!key)
        return NULL;
    found = PyObject_GetItem(__cyrus_fused_signatures(self), key);
    __CYRUS_DROP(key);
    part = __cyrus_function_attr((__cyrus_func *)self, __CYRUS_FN_SELF);
    if (!found || !part)
        return found;
    bound = PyMethod_New(found, part);
    __CYRUS_DROP(found);
    return bound;
}
static __CYRUS_ONCE PyObject *__cyrus_fused_get_signatures(PyObject *self, void *unused) {
    PyObject *signatures = __cyrus_fused_signatures(self);
    (void)unused;
    return signatures ? PyDictProxy_New(signatures) : Py_NewRef(Py_None);
}
static __CYRUS_ONCE PyObject *__cyrus_fused_get_self(PyObject *self, void *unused) {
    PyObject *obj = __cyrus_function_attr((__cyrus_func *)self, __CYRUS_FN_SELF);
    (void)unused;
    if (!obj)
        PyErr_SetString(PyExc_AttributeError, "__self__");
    return Py_XNewRef(obj);
}
// The getset table of the base type is repeated for what type creation would hide.
static PyGetSetDef __cyrus_fused_getset[] = {
    {"__signatures__", __cyrus_fused_get_signatures, NULL, NULL, NULL},
    {"__self__", __cyrus_fused_get_self, NULL, NULL, NULL},
    __CYRUS_FN_RW("__doc__", __CYRUS_FN_DOC), __CYRUS_FN_RW("__module__", __CYRUS_FN_MODULE),
    {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot __cyrus_fused_slots[] = {
    {Py_tp_dealloc, (void *)__cyrus_function_dealloc}, {Py_tp_traverse, (void *)__cyrus_function_traverse},
    {Py_tp_clear, (void *)__cyrus_function_clear},     {Py_tp_call, (void *)PyVectorcall_Call},
    {Py_tp_descr_get, (void *)__cyrus_fused_bind},     {Py_mp_subscript, (void *)__cyrus_fused_getitem},
    {Py_tp_members, __cyrus_function_members},         {Py_tp_getset, __cyrus_fused_getset},
    {0, NULL}};
static PyType_Spec __cyrus_fused_spec = {__CYRUS_ABI ".fused_cython_function", sizeof(__cyrus_func), 0,
                                         Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                                             Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                         __cyrus_fused_slots};
static int __cyrus_fused_init(void) {
    PyObject *bases;
    if (__cyrus_fused_type)
        return 0;
    bases = PyTuple_Pack(1, (PyObject *)__cyrus_function_type);
    if (bases)
        __cyrus_fused_type = __cyrus_shared_type(&__cyrus_fused_spec, bases, NULL);
    Py_XDECREF(bases);
    return __cyrus_fused_type ? 0 : -1;
}
