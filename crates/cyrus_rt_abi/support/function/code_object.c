//! A code object that carries no code: what `inspect` and profilers want to know of a function.
//@requires argspec, module_info
//@fn __cyrus_code_new(const __cyrus_module_info *, const __cyrus_argspec *, const char *, obj, obj, int, int) -> new
//@proto
// `args` may be NULL (no parameters). `flags` are CO_* beyond those that follow from `args`, and whether there is a `self`
// that is not among them. `locals` has the names of the other local variables, with spaces between them; it may be NULL.
#define __CYRUS_CODE_METHOD (1 << 30)
static PyObject *__cyrus_code_new(const __cyrus_module_info *info, const __cyrus_argspec *args, const char *locals,
                                  PyObject *name, PyObject *qualname, int line, int flags);
//@code
static __CYRUS_ONCE PyObject *__cyrus_code_new(const __cyrus_module_info *info, const __cyrus_argspec *args,
                                               const char *locals, PyObject *name, PyObject *qualname, int line, int flags) {
    int i, self = flags & __CYRUS_CODE_METHOD ? 1 : 0, count = self + (args ? args->pos + args->kw + args->star + args->starstar : 0);
    const char *text = PyUnicode_AsUTF8(name);
    PyObject *names = text ? PyTuple_New(count) : NULL, *more, *both, *code, *replace = NULL, *kwargs = NULL, *result = NULL;
    if (!names)
        return NULL;
    if (self)
        PyTuple_SET_ITEM(names, 0, PyUnicode_InternFromString("self"));
    for (i = self; i < count; i++) {
        int name_index = args->names[i - self];
        PyTuple_SET_ITEM(names, i, Py_NewRef(info->constants[name_index < 0 ? ~name_index : name_index]));
    }
    if (locals) {
        more = PyUnicode_DecodeUTF8(locals, (Py_ssize_t)strlen(locals), "strict");
        both = more ? PyUnicode_Split(more, NULL, -1) : NULL;
        __CYRUS_DROP(more);
        more = both ? PySequence_Tuple(both) : NULL;
        __CYRUS_DROP(both);
        both = more ? PySequence_Concat(names, more) : NULL;
        __CYRUS_DROP(more);
        Py_DECREF(names);
        names = both;
        if (!names)
            return NULL;
        count = (int)PyTuple_GET_SIZE(names);
    }
    code = PyErr_Occurred() ? NULL : (PyObject *)PyCode_NewEmpty(info->source, text, line);
    flags &= ~__CYRUS_CODE_METHOD;
    flags |= CO_OPTIMIZED | CO_NEWLOCALS;
    if (args)
        flags |= (args->star ? CO_VARARGS : 0) | (args->starstar ? CO_VARKEYWORDS : 0);
    if (code)
        replace = PyObject_GetAttrString(code, "replace");
    if (replace)
        kwargs = Py_BuildValue("{sisisisisisO"
#if PY_VERSION_HEX >= 0x030B0000
                               "sO"
#endif
                               "}",
                               "co_argcount", self + (args ? (int)args->pos : 0), "co_posonlyargcount",
                               args && args->pos_only ? self + (int)args->pos_only : 0, "co_kwonlyargcount", args ? (int)args->kw : 0, "co_nlocals",
                               count, "co_flags", flags, "co_varnames", names
#if PY_VERSION_HEX >= 0x030B0000
                               , "co_qualname", qualname
#endif
        );
    if (kwargs)
        result = PyObject_Call(replace, __cyrus_empty_tuple, kwargs);
    (void)qualname;
    __CYRUS_DROP(kwargs);
    __CYRUS_DROP(replace);
    __CYRUS_DROP(code);
    __CYRUS_DROP(names);
    return result;
}
