//! Methods with several signatures, as one Python callable that chooses by the arguments.
//!
//! A variant is `(function, text, required, params)`; a parameter `(name, kind, type or None)`. `kind` is a letter:
//! `?` truth value; `b h i l q n` signed and `B H I L Q N` unsigned integers; `f d g` floating point; `F` complex;
//! `c` character; `s` C string of bytes, `z` of bytes or str; `T` instance of the type, `U` the same or None; `Y`
//! sequence, `M` mapping, `S` set (with a type: best an instance of it), `y m x` the same or None, `P` tuple, `V` buffer; `O` any object.
//! Each argument gets a mark for how well it fits; the variant chosen is at least as good as every other for all
//! arguments, and better for one. Of equals, that with fewer parameters left to their defaults is taken.
//! The type is shared by all modules: nothing here uses a module's tables.
//@requires shared_type
//@include <structmember.h>
//@init __cyrus_cyp_overload_init
//@fn __cyrus_cyp_overload(obj, obj, obj, int) -> new
//@proto
// The callable has a `self` that no variant counts as a parameter.
#define __CYRUS_CYP_BOUND 1
// An operator: NotImplemented when as many arguments as it takes are of other types.
#define __CYRUS_CYP_OPERATOR 2
static PyObject *__cyrus_cyp_overload(PyObject *name, PyObject *qualname, PyObject *variants, int flags);
static int __cyrus_cyp_overload_init(void);
//@code
typedef struct {
    PyObject *name;
    PyObject *type;
    char kind;
} __cyrus_cyp_overload_param;
typedef struct {
    PyObject *function;
    Py_ssize_t required, count;
    __cyrus_cyp_overload_param *params;
} __cyrus_cyp_variant;
typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject *name, *qualname, *table, *signature;
    int flags;
    Py_ssize_t count;
    __cyrus_cyp_variant *variants;
    __cyrus_cyp_overload_param *params;
} __cyrus_cyp_overloaded;
static PyTypeObject *__cyrus_cyp_overload_type;
// How well an int fits an integer type: the first of int, long, long long and the unsigned ones that can hold it.
static __CYRUS_BRIEF int __cyrus_cyp_fit_int(PyObject *arg, char kind) {
    static const char order[] = "?ilnqINLQhHbB";
    int bits, overflow, is_unsigned = kind >= 'A' && kind <= 'Z', place = (int)(strchr(order, kind) - order);
    long long value;
    switch (kind) {
    case 'b':
    case 'B':
        bits = 8;
        break;
    case 'h':
    case 'H':
        bits = (int)sizeof(short) * 8;
        break;
    case 'i':
    case 'I':
        bits = (int)sizeof(int) * 8;
        break;
    case 'l':
    case 'L':
        bits = (int)sizeof(long) * 8;
        break;
    default:
        bits = 64;
    }
    value = PyLong_AsLongLongAndOverflow(arg, &overflow);
    if (overflow > 0 && is_unsigned && bits == 64) {
        (void)PyLong_AsUnsignedLongLong(arg);
        if (!PyErr_Occurred())
            return 90 - place;
        PyErr_Clear();
    }
    // What does not fit is left to the conversion's own error.
    if (overflow || (is_unsigned && value < 0))
        return 1 + bits / 8;
    if (bits < 64 && (is_unsigned ? value >> bits != 0 : value >> (bits - 1) != 0 && value >> (bits - 1) != -1))
        return 1 + bits / 8;
    return 90 - place;
}
static __CYRUS_BRIEF int __cyrus_cyp_fit_number(PyObject *arg, char kind) {
    PyNumberMethods *number = Py_TYPE(arg)->tp_as_number;
    int has_index = number && number->nb_index, has_float = number && number->nb_float;
    switch (kind) {
    case '?':
        return PyBool_Check(arg) ? 100 : PyLong_Check(arg) ? 20 : 5;
    case 'f':
    case 'd':
    case 'g':
        if (!PyFloat_Check(arg) && !has_float && !has_index)
            return 0;
        return (PyFloat_Check(arg) ? 95 : PyLong_Check(arg) ? 45 : has_float ? 40 : 30) + (kind == 'd' ? 5 : kind == 'g' ? 4 : 3);
    case 'F':
        return PyComplex_Check(arg) ? 100 : PyFloat_Check(arg) ? 35 : has_float ? 33 : has_index ? 30 : 0;
    default:
        if (PyLong_Check(arg)) {
            int fit = __cyrus_cyp_fit_int(arg, kind);
            return PyBool_Check(arg) && fit > 60 ? fit - 20 : fit;
        }
        return has_index ? 30 : 0;
    }
}
// 0 when the argument does not fit at all.
static __CYRUS_BRIEF int __cyrus_cyp_fit(PyObject *arg, const __cyrus_cyp_overload_param *param) {
    PyTypeObject *type;
    PyObject *mro;
    Py_ssize_t i;
    if (arg == Py_None && (param->kind == 'y' || param->kind == 'm' || param->kind == 'x'))
        return 100;
    if (strchr("YyMmSx", param->kind) && param->type != Py_None && PyObject_TypeCheck(arg, (PyTypeObject *)param->type))
        return 1000;
    switch (param->kind) {
    case 'O':
        return 10;
    case 'U':
    case 'T':
        if (arg == Py_None && param->kind == 'U')
            return 100;
        type = (PyTypeObject *)param->type;
        if (Py_TYPE(arg) == type)
            return 1000;
        mro = Py_TYPE(arg)->tp_mro;
        for (i = 0; i < PyTuple_GET_SIZE(mro); i++) {
            if (PyTuple_GET_ITEM(mro, i) == (PyObject *)type)
                return i < 700 ? (int)(999 - i) : 200;
        }
        return 0;
    case 'c':
        return PyUnicode_Check(arg) && PyUnicode_GetLength(arg) == 1 ? 100 : PyLong_Check(arg) ? 25 : 0;
    case 's':
    case 'z':
        return PyBytes_Check(arg) ? 100 : PyByteArray_Check(arg) ? 90 : PyUnicode_Check(arg) && param->kind == 'z' ? 95 : 0;
    case 'Y':
    case 'y':
        return PyList_Check(arg)      ? 60
               : PyTuple_Check(arg)   ? 55
               : PyUnicode_Check(arg) ? 0
               : PyBytes_Check(arg)   ? 4
               : Py_TYPE(arg)->tp_iter || PySequence_Check(arg) ? 20
                                                                : 0;
    case 'M':
    case 'm':
        return PyDict_Check(arg) ? 60 : PyMapping_Check(arg) && !PySequence_Check(arg) ? 20 : 0;
    case 'S':
    case 'x':
        return PyAnySet_Check(arg) ? 60 : Py_TYPE(arg)->tp_iter && !PyUnicode_Check(arg) ? 15 : 0;
    case 'P':
        return PyTuple_Check(arg) ? 60 : PyList_Check(arg) ? 30 : 0;
    case 'V':
        return arg == Py_None ? 5 : PyObject_CheckBuffer(arg) ? 60 : 0;
    default:
        return __cyrus_cyp_fit_number(arg, param->kind);
    }
}
#define __CYRUS_CYP_MAX_ARGS 32
// Fills in the marks of a variant, by position of the given arguments; 0 when it cannot be called like that.
static __CYRUS_BRIEF int __cyrus_cyp_marks(const __cyrus_cyp_variant *v, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, int *marks) {
    Py_ssize_t i, j, keywords = kwnames ? PyTuple_GET_SIZE(kwnames) : 0, required = 0;
    if (nargs + keywords > v->count || nargs + keywords > __CYRUS_CYP_MAX_ARGS)
        return 0;
    for (i = 0; i < nargs; i++) {
        if (!(marks[i] = __cyrus_cyp_fit(args[i], &v->params[i])))
            return 0;
        required += i < v->required;
    }
    for (i = 0; i < keywords; i++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, i);
        for (j = nargs; j < v->count; j++) {
            if (v->params[j].name == name || PyUnicode_Compare(v->params[j].name, name) == 0)
                break;
        }
        if (j == v->count || !(marks[nargs + i] = __cyrus_cyp_fit(args[nargs + i], &v->params[j])))
            return 0;
        required += j < v->required;
    }
    return required == v->required;
}
// 1 when `a` is better, -1 when it is worse, 0 when neither is, 2 when they are equal.
static __CYRUS_BRIEF int __cyrus_cyp_compare(const int *a, const int *b, Py_ssize_t count) {
    int better = 0, worse = 0;
    Py_ssize_t i;
    for (i = 0; i < count; i++) {
        better |= a[i] > b[i];
        worse |= a[i] < b[i];
    }
    return better && worse ? 0 : better ? 1 : worse ? -1 : 2;
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_no_choice(__cyrus_cyp_overloaded *self, PyObject *const *args, Py_ssize_t nargs,
                                                    PyObject *kwnames, int ambiguous) {
    PyObject *parts = PyList_New(0), *part = NULL, *comma = NULL, *given = NULL, *lines = NULL, *newline = NULL, *all = NULL;
    Py_ssize_t i, keywords = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
    for (i = 0; parts && i < nargs + keywords; i++) {
        PyObject *type = PyObject_GetAttrString((PyObject *)Py_TYPE(args[i]), "__name__");
        if (!type)
            goto end;
        part = i < nargs ? type : PyUnicode_FromFormat("%U=%U", PyTuple_GET_ITEM(kwnames, i - nargs), type);
        if (i >= nargs)
            Py_DECREF(type);
        if (!part || PyList_Append(parts, part) < 0)
            goto end;
        Py_CLEAR(part);
    }
    comma = PyUnicode_FromString(", ");
    newline = PyUnicode_FromString("\n  ");
    lines = PyList_New(0);
    if (!parts || !comma || !newline || !lines || !(given = PyUnicode_Join(comma, parts)))
        goto end;
    for (i = 0; i < self->count; i++) {
        if (PyList_Append(lines, PyTuple_GET_ITEM(PyTuple_GET_ITEM(self->table, i), 1)) < 0)
            goto end;
    }
    if (!(all = PyUnicode_Join(newline, lines)))
        goto end;
    PyErr_Format(PyExc_TypeError, ambiguous ? "%U(%U) is ambiguous; candidates are\n  %U" : "%U() does not take (%U); candidates are\n  %U",
                 self->qualname, given, all);
end:
    Py_XDECREF(parts);
    Py_XDECREF(part);
    Py_XDECREF(comma);
    Py_XDECREF(given);
    Py_XDECREF(lines);
    Py_XDECREF(newline);
    Py_XDECREF(all);
    return NULL;
}
static __CYRUS_BRIEF PyObject *__cyrus_cyp_overload_call(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    __cyrus_cyp_overloaded *self = (__cyrus_cyp_overloaded *)callable;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf), skip = self->flags & __CYRUS_CYP_BOUND ? 1 : 0, i, j, given, best = -1;
    int marks[2][__CYRUS_CYP_MAX_ARGS], current = 0, tie = 0, counted = 0;
    if (self->count == 1 && !(self->flags & __CYRUS_CYP_OPERATOR))
        return PyObject_Vectorcall(self->variants[0].function, args, nargsf, kwnames);
    if (nargs < skip) {
        PyErr_Format(PyExc_TypeError, "%U() needs an argument", self->qualname);
        return NULL;
    }
    if (!self->count) {
        PyErr_Format(PyExc_TypeError, "%U() takes what Python cannot give", self->qualname);
        return NULL;
    }
    nargs -= skip;
    given = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
    for (i = 0; i < self->count; i++) {
        int order;
        counted |= given >= self->variants[i].required && given <= self->variants[i].count;
        if (!__cyrus_cyp_marks(&self->variants[i], args + skip, nargs, kwnames, marks[!current]))
            continue;
        order = best < 0 ? 1 : __cyrus_cyp_compare(marks[!current], marks[current], given);
        if (order == 2)
            order = self->variants[i].count < self->variants[best].count ? 1 : self->variants[i].count > self->variants[best].count ? -1 : 0;
        if (order > 0) {
            best = i;
            current = !current;
            tie = 0;
        } else if (order == 0) {
            tie = 1;
        }
    }
    // The best must also beat those that were in the running before it.
    for (j = 0; best >= 0 && !tie && j < best; j++) {
        if (__cyrus_cyp_marks(&self->variants[j], args + skip, nargs, kwnames, marks[!current]))
            tie = __cyrus_cyp_compare(marks[current], marks[!current], given) <= 0;
    }
    if (__CYRUS_UNLIKELY(best < 0 || tie)) {
        if (best < 0 && counted && self->flags & __CYRUS_CYP_OPERATOR)
            return Py_NewRef(Py_NotImplemented);
        return __cyrus_cyp_no_choice(self, args + skip, nargs, kwnames, tie);
    }
    return PyObject_Vectorcall(self->variants[best].function, args, nargsf, kwnames);
}
static __CYRUS_BRIEF PyObject *__cyrus_cyp_overload_bind(PyObject *self, PyObject *obj, PyObject *type) {
    (void)type;
    return !obj || obj == Py_None ? Py_NewRef(self) : PyMethod_New(self, obj);
}
static __CYRUS_COLD int __cyrus_cyp_overload_traverse(PyObject *o, visitproc visit, void *arg) {
    __cyrus_cyp_overloaded *self = (__cyrus_cyp_overloaded *)o;
    Py_VISIT(self->table);
    Py_VISIT(self->signature);
    Py_VISIT(Py_TYPE(o));
    return 0;
}
static __CYRUS_ONCE int __cyrus_cyp_overload_clear(PyObject *o) {
    // The table stays: what is called must not go while it is called.
    Py_CLEAR(((__cyrus_cyp_overloaded *)o)->signature);
    return 0;
}
static __CYRUS_ONCE void __cyrus_cyp_overload_dealloc(PyObject *o) {
    __cyrus_cyp_overloaded *self = (__cyrus_cyp_overloaded *)o;
    PyTypeObject *type = Py_TYPE(o);
    PyObject_GC_UnTrack(o);
    Py_XDECREF(self->name);
    Py_XDECREF(self->qualname);
    Py_XDECREF(self->table);
    Py_XDECREF(self->signature);
    PyMem_Free(self->variants);
    PyMem_Free(self->params);
    PyObject_GC_Del(o);
    Py_DECREF(type);
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_overload_repr(PyObject *o) {
    return PyUnicode_FromFormat("<overloaded method %U>", ((__cyrus_cyp_overloaded *)o)->qualname);
}
// One variant's own signature; of several `(self, *args, **kwargs)`.
static __CYRUS_ONCE PyObject *__cyrus_cyp_overload_signature(PyObject *o, void *closure) {
    __cyrus_cyp_overloaded *self = (__cyrus_cyp_overloaded *)o;
    (void)closure;
    if (!self->signature) {
        PyObject *inspect = PyImport_ImportModule("inspect"), *shape = NULL, *globals = NULL;
        const char *text = self->flags & __CYRUS_CYP_BOUND ? "lambda self, /, *args, **kwargs: None" : "lambda *args, **kwargs: None";
        if (inspect && self->count == 1) {
            shape = Py_NewRef(self->variants[0].function);
        } else if (inspect && (globals = PyDict_New())) {
            if (PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()) == 0)
                shape = PyRun_String(text, Py_eval_input, globals, globals);
        }
        if (shape)
            self->signature = PyObject_CallMethod(inspect, "signature", "O", shape);
        Py_XDECREF(inspect);
        Py_XDECREF(shape);
        Py_XDECREF(globals);
    }
    return Py_XNewRef(self->signature);
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_overload_doc(PyObject *o, void *closure) {
    __cyrus_cyp_overloaded *self = (__cyrus_cyp_overloaded *)o;
    PyObject *lines, *joined = NULL, *newline = PyUnicode_FromString("\n");
    Py_ssize_t i;
    (void)closure;
    if (self->count == 1) {
        Py_XDECREF(newline);
        return PyObject_GetAttrString(self->variants[0].function, "__doc__");
    }
    lines = newline ? PyList_New(0) : NULL;
    for (i = 0; lines && i < self->count; i++) {
        PyObject *doc = PyObject_GetAttrString(self->variants[i].function, "__doc__"), *entry = NULL;
        PyObject *text = PyTuple_GET_ITEM(PyTuple_GET_ITEM(self->table, i), 1);
        if (doc)
            entry = doc == Py_None ? Py_NewRef(text) : PyUnicode_FromFormat("%U\n    %S", text, doc);
        if (!entry || PyList_Append(lines, entry) < 0)
            Py_CLEAR(lines);
        Py_XDECREF(doc);
        Py_XDECREF(entry);
    }
    if (lines)
        joined = PyUnicode_Join(newline, lines);
    Py_XDECREF(lines);
    Py_XDECREF(newline);
    return joined;
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_overload_module(PyObject *o, void *closure) {
    __cyrus_cyp_overloaded *self = (__cyrus_cyp_overloaded *)o;
    (void)closure;
    // Python may have none of the variants.
    return self->count ? PyObject_GetAttrString(self->variants[0].function, "__module__") : Py_NewRef(Py_None);
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_overload_list(PyObject *o, void *closure) {
    __cyrus_cyp_overloaded *self = (__cyrus_cyp_overloaded *)o;
    PyObject *all = PyTuple_New(self->count);
    Py_ssize_t i;
    (void)closure;
    for (i = 0; all && i < self->count; i++)
        PyTuple_SET_ITEM(all, i, Py_NewRef(self->variants[i].function));
    return all;
}
static PyGetSetDef __cyrus_cyp_overload_getset[] = {
    {(char *)"__signature__", __cyrus_cyp_overload_signature, NULL, NULL, NULL},
    {(char *)"__doc__", __cyrus_cyp_overload_doc, NULL, NULL, NULL},
    {(char *)"__module__", __cyrus_cyp_overload_module, NULL, NULL, NULL},
    {(char *)"__overloads__", __cyrus_cyp_overload_list, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
static PyMemberDef __cyrus_cyp_overload_members[] = {
    {(char *)"__vectorcalloffset__", T_PYSSIZET, offsetof(__cyrus_cyp_overloaded, vectorcall), READONLY, NULL},
    {(char *)"__name__", T_OBJECT, offsetof(__cyrus_cyp_overloaded, name), READONLY, NULL},
    {(char *)"__qualname__", T_OBJECT, offsetof(__cyrus_cyp_overloaded, qualname), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};
static PyType_Slot __cyrus_cyp_overload_slots[] = {
    {Py_tp_dealloc, (void *)__cyrus_cyp_overload_dealloc},
    {Py_tp_traverse, (void *)__cyrus_cyp_overload_traverse},
    {Py_tp_clear, (void *)__cyrus_cyp_overload_clear},
    {Py_tp_repr, (void *)__cyrus_cyp_overload_repr},
    {Py_tp_call, (void *)PyVectorcall_Call},
    {Py_tp_descr_get, (void *)__cyrus_cyp_overload_bind},
    {Py_tp_getset, (void *)__cyrus_cyp_overload_getset},
    {Py_tp_members, (void *)__cyrus_cyp_overload_members},
    {0, NULL}};
#ifndef Py_TPFLAGS_HAVE_VECTORCALL
#define Py_TPFLAGS_HAVE_VECTORCALL _Py_TPFLAGS_HAVE_VECTORCALL
#endif
static PyType_Spec __cyrus_cyp_overload_spec = {
    __CYRUS_ABI ".overloaded_method", sizeof(__cyrus_cyp_overloaded), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
    __cyrus_cyp_overload_slots};
static __CYRUS_ONCE int __cyrus_cyp_overload_init(void) {
    __cyrus_cyp_overload_type = __cyrus_shared_type(&__cyrus_cyp_overload_spec, NULL, NULL);
    return __cyrus_cyp_overload_type ? 0 : -1;
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_overload(PyObject *name, PyObject *qualname, PyObject *variants, int flags) {
    __cyrus_cyp_overloaded *self = PyObject_GC_New(__cyrus_cyp_overloaded, __cyrus_cyp_overload_type);
    __cyrus_cyp_overload_param *next;
    Py_ssize_t i, j, total = 0;
    if (!self)
        return NULL;
    self->vectorcall = __cyrus_cyp_overload_call;
    self->name = Py_NewRef(name);
    self->qualname = Py_NewRef(qualname);
    self->table = Py_NewRef(variants);
    self->signature = NULL;
    self->flags = flags;
    self->count = PyTuple_GET_SIZE(variants);
    for (i = 0; i < self->count; i++)
        total += PyTuple_GET_SIZE(PyTuple_GET_ITEM(PyTuple_GET_ITEM(variants, i), 3));
    self->variants = PyMem_New(__cyrus_cyp_variant, self->count);
    self->params = next = PyMem_New(__cyrus_cyp_overload_param, total ? total : 1);
    PyObject_GC_Track(self);
    if (!self->variants || !next) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    for (i = 0; i < self->count; i++) {
        PyObject *row = PyTuple_GET_ITEM(variants, i), *params = PyTuple_GET_ITEM(row, 3);
        __cyrus_cyp_variant *v = &self->variants[i];
        v->function = PyTuple_GET_ITEM(row, 0);
        v->required = PyLong_AsSsize_t(PyTuple_GET_ITEM(row, 2));
        v->count = PyTuple_GET_SIZE(params);
        v->params = next;
        for (j = 0; j < v->count; j++, next++) {
            PyObject *param = PyTuple_GET_ITEM(params, j);
            next->name = PyTuple_GET_ITEM(param, 0);
            next->kind = (char)PyUnicode_READ_CHAR(PyTuple_GET_ITEM(param, 1), 0);
            next->type = PyTuple_GET_ITEM(param, 2);
        }
    }
    return (PyObject *)self;
}
