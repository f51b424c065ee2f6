//@use args_fast, args_tuple, args_none, arg_type_test, arg_none_test
//@k a b c d args kw
// Indices of names: a 0, b 1, c 2, d 3, args 4, kw 5.
static const int ab[] = {0, 1};
static const int abcd[] = {0, 1, ~2, 3};
static const int abstar[] = {0, 1, 4, 5};
static const __cyrus_argspec spec_two = {"two", ab, 0, 2, 2, 0, 0, 0};           // def two(a, b)
static const __cyrus_argspec spec_opt = {"opt", ab, 0, 2, 1, 0, 0, 0};           // def opt(a, b=0)
static const __cyrus_argspec spec_kw = {"kw", abcd, 0, 2, 1, 2, 0, 0};           // def kw(a, b=0, *, c, d=0)
static const __cyrus_argspec spec_star = {"star", abstar, 1, 2, 1, 0, 1, 1};     // def star(a, /, b=0, *args, **kw)
static const __cyrus_argspec spec_posonly = {"posonly", ab, 2, 2, 2, 0, 0, 0};   // def posonly(a, b, /)
static const __cyrus_argspec spec_none = {"none", NULL, 0, 0, 0, 0, 0, 0};       // def none()
static const __cyrus_argspec spec_only = {"only", &abstar[3], 0, 0, 0, 0, 0, 1}; // def only(**kw)
static PyObject *collect(const __cyrus_argspec *spec, PyObject **out, PyObject *star, PyObject *starstar) {
    PyObject *list = PyList_New(0);
    for (int i = 0; i < spec->pos + spec->kw; i++)
        PyList_Append(list, out[i] ? out[i] : Py_None);
    if (star)
        PyList_Append(list, star);
    if (starstar)
        PyList_Append(list, starstar);
    Py_XDECREF(star);
    Py_XDECREF(starstar);
    return list;
}
#define TEST(name)                                                                                                     \
    static PyObject *fast_##name(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {         \
        PyObject *out[4], *star = NULL, *starstar = NULL;                                                              \
        (void)self;                                                                                                    \
        if (__cyrus_args_fast(&spec_##name, args, (size_t)nargs, kwnames, out, spec_##name.star ? &star : NULL,        \
                              spec_##name.starstar ? &starstar : NULL) < 0)                                            \
            return NULL;                                                                                               \
        return collect(&spec_##name, out, star, starstar);                                                             \
    }                                                                                                                  \
    static PyObject *tuple_##name(PyObject *self, PyObject *args, PyObject *kwds) {                                    \
        PyObject *out[4], *star = NULL, *starstar = NULL, *keep, *result = NULL;                                       \
        (void)self;                                                                                                    \
        if (__cyrus_args_tuple(&spec_##name, args, kwds, out, spec_##name.star ? &star : NULL,                         \
                               spec_##name.starstar ? &starstar : NULL, &keep) == 0)                                   \
            result = collect(&spec_##name, out, star, starstar);                                                       \
        Py_XDECREF(keep);                                                                                              \
        return result;                                                                                                 \
    }
TEST(two)
TEST(opt)
TEST(kw)
TEST(star)
TEST(posonly)
TEST(none)
TEST(only)
static PyObject *list_arg(PyObject *self, PyObject *arg) {
    (void)self;
    return __cyrus_arg_type_test(arg, &PyList_Type, 1, "x", 1) < 0 ? NULL : Py_NewRef(arg);
}
static PyObject *annotated(PyObject *self, PyObject *arg) {
    (void)self;
    return __cyrus_arg_type_test(arg, &PyLong_Type, 0, "x", 2) < 0 ? NULL : Py_NewRef(arg);
}
static PyObject *not_none(PyObject *self, PyObject *arg) {
    (void)self;
    return arg == Py_None && __cyrus_arg_none_error("x") < 0 ? NULL : Py_NewRef(arg);
}
#define FAST(name) {"fast_" #name, (PyCFunction)(void (*)(void))fast_##name, METH_FASTCALL | METH_KEYWORDS, NULL}
#define TUPLE(name) {"tuple_" #name, (PyCFunction)(void (*)(void))tuple_##name, METH_VARARGS | METH_KEYWORDS, NULL}
static PyMethodDef methods[] = {
    FAST(two), FAST(opt), FAST(kw), FAST(star), FAST(posonly), FAST(none), FAST(only),
    TUPLE(two), TUPLE(opt), TUPLE(kw), TUPLE(star), TUPLE(posonly), TUPLE(none), TUPLE(only),
    {"list_arg", list_arg, METH_O, NULL}, {"annotated", annotated, METH_O, NULL}, {"not_none", not_none, METH_O, NULL},
    {NULL, NULL, 0, NULL}};
static int user_exec(void) { return PyModule_AddFunctions(__cyrus_m, methods); }
