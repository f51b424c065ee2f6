//! A code object that carries no code: what `inspect` and profilers want to know of a function.
//@requires argspec, module_info
//@fn __cyrus_code_new(const __cyrus_module_info *, const __cyrus_argspec *, obj, obj, int, int) -> new
//@proto
// `args` may be NULL (no parameters). `flags` are CO_* beyond those that follow from `args`, and whether there is a `self`
// that is not among them.
#define __CYRUS_CODE_METHOD (1 << 30)
static PyObject *__cyrus_code_new(const __cyrus_module_info *info, const __cyrus_argspec *args, PyObject *name,
                                  PyObject *qualname, int line, int flags);
//@code
static __CYRUS_ONCE PyObject *__cyrus_code_new(const __cyrus_module_info *info, const __cyrus_argspec *args,
                                               PyObject *name, PyObject *qualname, int line, int flags) {
    int i, self = flags & __CYRUS_CODE_METHOD ? 1 : 0, count = self + (args ? args->pos + args->kw + args->star + args->starstar : 0);
    const char *text = PyUnicode_AsUTF8(name);
    PyObject *names = text ? PyTuple_New(count) : NULL, *code, *replace = NULL, *kwargs = NULL, *result = NULL;
    if (!names)
        return NULL;
    if (self)
        PyTuple_SET_ITEM(names, 0, PyUnicode_InternFromString("self"));
    for (i = self; i < count; i++) {
        int name_index = args->names[i - self];
        PyTuple_SET_ITEM(names, i, Py_NewRef(info->constants[name_index < 0 ? ~name_index : name_index]));
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
