//! Arguments of a vectorcall/METH_FASTCALL function, sorted into one slot per named parameter.
//!
//! `nargsf` may carry PY_VECTORCALL_ARGUMENTS_OFFSET. `out[i]` is borrowed, NULL = not given (the caller puts the
//! default). `star`/`starstar` get a new tuple/dict; pass NULL for those the function lacks or never reads.
//! On error nothing is owed: `*star` and `*starstar` are NULL. The slow part also serves `args_tuple`: then
//! `keywords` is a dict with str keys, not a tuple of names whose values follow the positional arguments.
//@requires argspec, add_traceback
//@fn __cyrus_args_fast(const __cyrus_argspec *, PyObject *const *, size_t, PyObject *, PyObject **, PyObject **, PyObject **) -> int !neg
//@fn __cyrus_args_sort(const __cyrus_argspec *, PyObject *const *, Py_ssize_t, PyObject *, PyObject **, PyObject **, PyObject **) -> int !neg
//@fn __cyrus_args_slow(const __cyrus_argspec *, PyObject *const *, size_t, PyObject *, PyObject **) -> PyObject *const * !null
//@proto
static PyObject *const *__cyrus_args_slow(const __cyrus_argspec *spec, PyObject *const *args, size_t nargsf, PyObject *kwnames,
                                   PyObject **out);
static int __cyrus_args_sort(const __cyrus_argspec *spec, PyObject *const *args, Py_ssize_t nargs, PyObject *keywords,
                             PyObject **out, PyObject **star, PyObject **starstar);
static inline int __cyrus_args_fast(const __cyrus_argspec *spec, PyObject *const *args, size_t nargsf, PyObject *kwnames,
                                    PyObject **out, PyObject **star, PyObject **starstar) {
    Py_ssize_t i, nargs = PyVectorcall_NARGS(nargsf);
    if (__CYRUS_LIKELY(!kwnames && nargs == spec->pos && !spec->kw && !spec->star && !spec->starstar)) {
        for (i = 0; i < spec->pos; i++)
            out[i] = args[i];
        return 0;
    }
    return __cyrus_args_sort(spec, args, nargs, kwnames, out, star, starstar);
}
//@code
static __CYRUS_ONCE int __cyrus_args_unexpected(const __cyrus_argspec *spec, PyObject *key) {
    // As CPython's own functions without or with one argument.
    if (spec->pos <= 1 && spec->pos_only == spec->pos && spec->required == spec->pos && spec->kw == 0 && !spec->star)
        PyErr_Format(PyExc_TypeError, "%.200s() takes no keyword arguments", spec->fname);
    else
        PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'", spec->fname, key);
    return -1;
}
// Names in generated code and in calls are nearly always the same interned object; then no text is compared.
static __CYRUS_BRIEF int __cyrus_args_keyword(const __cyrus_argspec *spec, Py_ssize_t nargs, PyObject *key, PyObject *value,
                                             PyObject **out, PyObject *starstar) {
    int i, end = spec->pos + spec->kw;
    for (i = spec->pos_only; i < end; i++)
        if (__CYRUS_ARG_NAME(spec, i) == key)
            break;
    if (__CYRUS_UNLIKELY(i == end)) {
        for (i = spec->pos_only; i < end; i++) {
            PyObject *name = __CYRUS_ARG_NAME(spec, i);
            if (PyUnicode_GET_LENGTH(name) == PyUnicode_GET_LENGTH(key)) {
                int equal = PyObject_RichCompareBool(name, key, Py_EQ);
                if (equal < 0)
                    return -1;
                if (equal)
                    break;
            }
        }
    }
    if (i < end) {
        if (__CYRUS_UNLIKELY(i < nargs && i < spec->pos)) {
            PyErr_Format(PyExc_TypeError, "%s() got multiple values for keyword argument '%U'", spec->fname, key);
            return -1;
        }
        out[i] = value;
        return 0;
    }
    if (starstar)
        return PyDict_SetItem(starstar, key, value);
    return spec->starstar ? 0 : __cyrus_args_unexpected(spec, key);
}
static __CYRUS_BRIEF int __cyrus_args_sort(const __cyrus_argspec *spec, PyObject *const *args, Py_ssize_t nargs,
                                              PyObject *keywords, PyObject **out, PyObject **star, PyObject **starstar) {
    int i, end = spec->pos + spec->kw, from_dict = keywords && PyDict_Check(keywords);
    Py_ssize_t k = 0, nkw = !keywords ? 0 : from_dict ? PyDict_GET_SIZE(keywords) : PyTuple_GET_SIZE(keywords);
    PyObject *key, *value;
    if (star)
        *star = NULL;
    if (starstar)
        *starstar = NULL;
    if (from_dict && nkw && !PyArg_ValidateKeywordArguments(keywords))
        return -1;
    if (__CYRUS_UNLIKELY(nkw && spec->pos_only == end && !spec->starstar)) {
        if (from_dict)
            PyDict_Next(keywords, &k, &key, &value);
        else
            key = PyTuple_GET_ITEM(keywords, 0);
        return __cyrus_args_unexpected(spec, key);
    }
    // Keywords can fill in for missing arguments, but not for positional-only ones.
    if (__CYRUS_UNLIKELY((nargs > spec->pos && !spec->star) ||
                         nargs < (nkw && spec->pos_only < spec->required ? spec->pos_only : spec->required))) {
        __cyrus_args_count_error(spec, nargs);
        return -1;
    }
    for (i = 0; i < end; i++)
        out[i] = i < nargs && i < spec->pos ? args[i] : NULL;
    if (starstar && !(*starstar = PyDict_New()))
        return -1;
    if (from_dict) {
        while (PyDict_Next(keywords, &k, &key, &value))
            if (__CYRUS_UNLIKELY(__cyrus_args_keyword(spec, nargs, key, value, out, starstar ? *starstar : NULL) < 0))
                goto error;
    } else {
        for (k = 0; k < nkw; k++)
            if (__CYRUS_UNLIKELY(__cyrus_args_keyword(spec, nargs, PyTuple_GET_ITEM(keywords, k), args[nargs + k], out,
                                                      starstar ? *starstar : NULL) < 0))
                goto error;
    }
    for (i = nargs < spec->required ? (int)nargs : spec->required; i < spec->required; i++)
        if (__CYRUS_UNLIKELY(!out[i])) {
            __cyrus_args_count_error(spec, i);
            goto error;
        }
    for (i = spec->pos; i < end; i++)
        if (__CYRUS_UNLIKELY(!out[i] && spec->names[i] < 0)) {
            PyErr_Format(PyExc_TypeError, "%s() needs keyword-only argument %U", spec->fname, __CYRUS_ARG_NAME(spec, i));
            goto error;
        }
    if (star) {
        *star = nargs <= spec->pos ? Py_NewRef(__cyrus_empty_tuple) : PyTuple_New(nargs - spec->pos);
        if (__CYRUS_UNLIKELY(!*star))
            goto error;
        for (k = spec->pos; k < nargs; k++)
            PyTuple_SET_ITEM(*star, k - spec->pos, Py_NewRef(args[k]));
    }
    return 0;
error:
    if (starstar)
        Py_CLEAR(*starstar);
    return -1;
}
// For functions without *args and **kwargs whose fast path failed: the parameters are where the caller has them.
static __CYRUS_BRIEF PyObject *const *__cyrus_args_slow(const __cyrus_argspec *spec, PyObject *const *args, size_t nargsf,
                                                           PyObject *kwnames, PyObject **out) {
    if (__CYRUS_LIKELY(__cyrus_args_sort(spec, args, __CYRUS_NARGS(nargsf), kwnames, out, NULL, NULL) >= 0))
        return out;
    if (spec->qualname)
        __cyrus_add_traceback(spec->qualname, spec->line, __CYRUS_SOURCE);
    return NULL;
}
