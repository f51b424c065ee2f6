//! The static description of a Python-level parameter list, and the errors that name its parameters.
//!
//! `names` holds indices into `__cyrus_k` of the interned parameter names: positional ones (positional-only
//! first), keyword-only ones, then the name of *args and the name of **kwargs if they exist. A keyword-only
//! parameter without default is written as `~index`. `required` counts positional parameters without default.
//@fn __cyrus_args_count_error(const __cyrus_argspec *, Py_ssize_t) -> void
//@proto
typedef struct {
    const char *fname;
    const int *names;
    unsigned short pos_only, pos, required, kw;
    unsigned char star, starstar;
    int line;             // where the function is,
    const char *qualname; // and what tracebacks call it (NULL: the caller adds its entry)
} __cyrus_argspec;
#define __CYRUS_ARG_NAME(spec, i) __cyrus_k[(spec)->names[i] < 0 ? ~(spec)->names[i] : (spec)->names[i]]
static void __cyrus_args_count_error(const __cyrus_argspec *spec, Py_ssize_t given);
//@code
static __CYRUS_ONCE void __cyrus_args_count_error(const __cyrus_argspec *spec, Py_ssize_t given) {
    int low = given < spec->required;
    Py_ssize_t bound = low ? spec->required : spec->pos;
    if (spec->pos == 0 && spec->kw == 0 && !spec->star && !spec->starstar) {
        PyErr_Format(PyExc_TypeError, "%.200s() takes no arguments (%zd given)", spec->fname, given);
        return;
    }
    PyErr_Format(PyExc_TypeError, "%.200s() takes %s %zd positional argument%s (%zd given)", spec->fname,
                 !spec->star && spec->required == spec->pos ? "exactly" : low ? "at least" : "at most", bound,
                 bound == 1 ? "" : "s", given);
}
