//@use type_ready, type_set, type_alloc, slot_call, type_vectorcall, dealloc, dealloc_next, traverse_next, clear_next, freelist
//@use vtable_get, vtable_set, setup_reduce, unpickle, override, getattro, sq_item, missing_slot, binop, ternop, richcmp_not
//@use getbuffer, type_test, slot_doc, function, args_fast
//@k value method Num.method
// cdef class Num: a vtable with one cpdef method, a value, a freelist, operators, __dealloc__, __getattr__, items.
typedef struct {
    PyObject_HEAD
    struct vtable *vtab;
    PyObject *value, *weakrefs;
} Num;
struct vtable {
    PyObject *(*method)(Num *self, int skip_dispatch);
};
static PyTypeObject Num_type = {PyVarObject_HEAD_INIT(NULL, 0)}, Sub_type = {PyVarObject_HEAD_INIT(NULL, 0)};
static PyTypeObject Multi_type = {PyVarObject_HEAD_INIT(NULL, 0)};
static PyNumberMethods Num_number;
static PySequenceMethods Num_sequence;
static PyMappingMethods Num_mapping;
static PyBufferProcs Num_buffer;
static PyObject *free_nums[4], *deallocated;
static int free_count;
static PyObject *Num_method_wrapper(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames);
static PyObject *Num_method(Num *self, int skip_dispatch) {
    if (!skip_dispatch) {
        PyObject *m = __cyrus_override((PyObject *)self, __cyrus_k[1], (PyCFunction)(void (*)(void))Num_method_wrapper), *r;
        if (m) {
            r = PyObject_CallNoArgs(m);
            Py_DECREF(m);
            return r;
        }
        if (PyErr_Occurred())
            return NULL;
    }
    return Py_BuildValue("sO", "C", self->value);
}
static struct vtable Num_vtable = {Num_method}, *Num_vtabptr = &Num_vtable;
static PyObject *Num_method_wrapper(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    return Num_method((Num *)self, 1);
}
static const int name_value[] = {0};
static const __cyrus_argspec spec_init = {"__init__", name_value, 0, 1, 1, 0, 0, 0};
static const __cyrus_funcdef def_method = {
    {"method", (PyCFunction)(void (*)(void))Num_method_wrapper, METH_FASTCALL | METH_KEYWORDS, "doc"}, NULL, 2, 1,
    __CYRUS_FUNC_METHOD};
static PyObject *Num_new(PyTypeObject *t, PyObject *a, PyObject *k) {
    PyObject *o = __cyrus_freelist_pop(free_nums, &free_count, t, sizeof(Num));
    if (!o)
        o = __cyrus_type_alloc(t);
    if (o) {
        ((Num *)o)->vtab = Num_vtabptr;
        ((Num *)o)->value = Py_NewRef(Py_None);
    }
    return o;
}
static int Num_init_body(PyObject *o, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    PyObject *out[1];
    if (__cyrus_args_fast(&spec_init, args, nargsf, kwnames, out, NULL, NULL) < 0)
        return -1;
    Py_SETREF(((Num *)o)->value, Py_NewRef(out[0]));
    return 0;
}
static int Num_init(PyObject *o, PyObject *a, PyObject *k) { return __cyrus_slot_init(Num_init_body, o, a, k); }
static PyObject *Num_vectorcall(PyObject *t, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    PyObject *o;
    if (t != (PyObject *)&Num_type)
        return __cyrus_type_call(t, args, nargsf, kwnames);
    o = Num_new(&Num_type, NULL, NULL);
    if (o && Num_init_body(o, args, nargsf, kwnames) < 0)
        Py_CLEAR(o);
    return o;
}
static PyObject *Num_call_body(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    return Py_BuildValue("nO", PyVectorcall_NARGS(nargsf), kwnames ? kwnames : Py_None);
}
static PyObject *Num_call(PyObject *o, PyObject *a, PyObject *k) { return __cyrus_slot_call(Num_call_body, o, a, k); }
static void Num_user_dealloc(PyObject *o) {
    PyList_Append(deallocated, ((Num *)o)->value);
    Py_INCREF(o);
    Py_DECREF(o);
}
static void Num_dealloc(PyObject *o) {
    if (__cyrus_dealloc_begin(o, Num_dealloc))
        return;
    PyObject_GC_UnTrack(o);
    if (((Num *)o)->weakrefs)
        PyObject_ClearWeakRefs(o);
    __cyrus_dealloc_user(o, Num_user_dealloc);
    Py_CLEAR(((Num *)o)->value);
    if (!__cyrus_freelist_push(free_nums, &free_count, 4, o, sizeof(Num)))
        Py_TYPE(o)->tp_free(o);
}
static int Num_traverse(PyObject *o, visitproc visit, void *arg) {
    Py_VISIT(((Num *)o)->value);
    return 0;
}
static int Num_clear(PyObject *o) {
    Py_SETREF(((Num *)o)->value, Py_NewRef(Py_None));
    return 0;
}
static void Sub_dealloc(PyObject *o) {
    PyObject_GC_UnTrack(o);
    PyObject_GC_Track(o);
    __cyrus_dealloc_next(o, Sub_dealloc);
}
static int Sub_traverse(PyObject *o, visitproc v, void *a) { return __cyrus_traverse_next(o, v, a, Sub_traverse); }
static int Sub_clear(PyObject *o) { return __cyrus_clear_next(o, Sub_clear); }
static PyObject *Num_add_left(PyObject *self, PyObject *other) {
    if (PyUnicode_Check(other))
        return Py_NewRef(Py_NotImplemented);
    return Py_BuildValue("sO", "add", other);
}
static PyObject *Num_add_right(PyObject *self, PyObject *other) { return Py_BuildValue("sO", "radd", other); }
static PyObject *Num_nb_add(PyObject *l, PyObject *r) {
    return __cyrus_binop(l, r, &Num_type, Num_nb_add, offsetof(PyNumberMethods, nb_add), Num_add_left, Num_add_right);
}
static PyObject *Num_sub_right(PyObject *self, PyObject *other) { return Py_BuildValue("sO", "rsub", other); }
static PyObject *Num_nb_subtract(PyObject *l, PyObject *r) {
    return __cyrus_binop(l, r, &Num_type, Num_nb_subtract, offsetof(PyNumberMethods, nb_subtract), NULL, Num_sub_right);
}
static PyObject *Num_pow_left(PyObject *self, PyObject *other, PyObject *m) { return Py_BuildValue("sOO", "pow", other, m); }
static PyObject *Num_nb_power(PyObject *l, PyObject *r, PyObject *m) {
    return __cyrus_ternop(l, r, m, &Num_type, Num_nb_power, offsetof(PyNumberMethods, nb_power), Num_pow_left, NULL);
}
static PyObject *Num_richcompare(PyObject *a, PyObject *b, int op) {
    if (op == Py_NE)
        return __cyrus_richcmp_not(Num_richcompare(a, b, Py_EQ));
    if (op != Py_EQ || !PyObject_TypeCheck(b, &Num_type))
        return Py_NewRef(Py_NotImplemented);
    return PyObject_RichCompare(((Num *)a)->value, ((Num *)b)->value, Py_EQ);
}
static Py_hash_t Num_hash(PyObject *o) { return 7; }
static PyObject *Num_getattr(PyObject *o, PyObject *name) {
    if (PyUnicode_CompareWithASCIIString(name, "magic") == 0)
        return PyLong_FromLong(42);
    PyErr_SetObject(PyExc_AttributeError, name);
    return NULL;
}
static PyObject *Num_getattro(PyObject *o, PyObject *name) {
    return __cyrus_getattro(o, name, PyObject_GenericGetAttr, Num_getattr);
}
static PyObject *Num_subscript(PyObject *o, PyObject *key) {
    if (PyLong_Check(key) && PyLong_AsLong(key) >= 3) {
        PyErr_SetNone(PyExc_IndexError);
        return NULL;
    }
    return Py_NewRef(key);
}
static int Num_ass_subscript(PyObject *o, PyObject *key, PyObject *value) {
    if (!value)
        return __cyrus_missing_ass_subscript(o, key, value, Num_type.tp_base);
    Py_SETREF(((Num *)o)->value, Py_BuildValue("OO", key, value));
    return 0;
}
static int Num_setattro(PyObject *o, PyObject *name, PyObject *value) {
    if (!value)
        return __cyrus_missing_setattro(o, name, value, Num_type.tp_base);
    Py_SETREF(((Num *)o)->value, Py_BuildValue("OO", name, value));
    return 0;
}
static int Num_getbuffer_body(PyObject *o, Py_buffer *view, int flags) {
    static char data[4] = "abc";
    if (((Num *)o)->value == Py_None) {
        PyErr_SetString(PyExc_BufferError, "no buffer");
        return -1;
    }
    Py_CLEAR(view->obj);
    return PyBuffer_FillInfo(view, o, data, 3, 1, flags);
}
static int Num_getbuffer(PyObject *o, Py_buffer *view, int flags) {
    return __cyrus_getbuffer(o, view, flags, Num_getbuffer_body);
}
static PyObject *Num_reduce(PyObject *self, PyObject *unused) {
    PyObject *maker = PyObject_GetAttrString(__cyrus_m, "unpickle");
    return Py_BuildValue("N(O)(O)", maker, Py_TYPE(self), ((Num *)self)->value);
}
static PyObject *Num_setstate(PyObject *self, PyObject *state) {
    Py_SETREF(((Num *)self)->value, Py_NewRef(PyTuple_GET_ITEM(state, 0)));
    return __cyrus_unpickle_dict(self, state, 1) < 0 ? NULL : Py_NewRef(Py_None);
}
static PyMethodDef Num_methods[] = {{"__reduce_cython__", Num_reduce, METH_NOARGS, NULL},
                                    {"__setstate_cython__", Num_setstate, METH_O, NULL},
                                    {NULL, NULL, 0, NULL}};
static PyObject *unpickle(PyObject *self, PyObject *type) { return Num_new((PyTypeObject *)type, NULL, NULL); }
static PyObject *call_method(PyObject *self, PyObject *o) {
    return __cyrus_type_test(o, &Num_type) < 0 ? NULL : ((Num *)o)->vtab->method((Num *)o, 0);
}
static PyObject *checksum(PyObject *self, PyObject *x) {
    return __cyrus_unpickle_check(PyLong_AsLong(x), 1, "a, b") < 0 ? NULL : Py_NewRef(x);
}
static PyObject *make_multi(PyObject *self, PyObject *bases) {
    Multi_type.tp_name = "m_exttype.Multi";
    Multi_type.tp_basicsize = sizeof(Num);
    Multi_type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Multi_type.tp_dealloc = Sub_dealloc;
    Multi_type.tp_traverse = Sub_traverse;
    Multi_type.tp_clear = Sub_clear;
    Multi_type.tp_new = Num_new;
    if (__cyrus_type_ready(&Multi_type, &Num_type, bases) < 0 || __cyrus_vtable_set(&Multi_type, &Num_vtable, NULL) < 0)
        return NULL;
    return Py_NewRef(&Multi_type);
}
static PyMethodDef methods[] = {{"unpickle", unpickle, METH_O, NULL}, {"call_method", call_method, METH_O, NULL},
                                {"checksum", checksum, METH_O, NULL}, {"make_multi", make_multi, METH_O, NULL},
                                {NULL, NULL, 0, NULL}};
static int user_exec(void) {
    static struct wrapperbase doc_call;
    PyTypeObject *t = &Num_type;
    PyObject *f;
    t->tp_name = "m_exttype.Num";
    t->tp_basicsize = sizeof(Num);
    t->tp_weaklistoffset = offsetof(Num, weakrefs);
    t->tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE;
    t->tp_new = Num_new;
    t->tp_init = Num_init;
    t->tp_call = Num_call;
    t->tp_vectorcall = Num_vectorcall;
    t->tp_dealloc = Num_dealloc;
    t->tp_traverse = Num_traverse;
    t->tp_clear = Num_clear;
    t->tp_getattro = Num_getattro;
    t->tp_setattro = Num_setattro;
    t->tp_richcompare = Num_richcompare;
    t->tp_hash = Num_hash;
    t->tp_methods = Num_methods;
    t->tp_as_number = &Num_number;
    t->tp_as_sequence = &Num_sequence;
    t->tp_as_mapping = &Num_mapping;
    t->tp_as_buffer = &Num_buffer;
    Num_number.nb_add = Num_nb_add;
    Num_number.nb_subtract = Num_nb_subtract;
    Num_number.nb_power = Num_nb_power;
    Num_sequence.sq_item = __cyrus_sq_item;
    Num_mapping.mp_subscript = Num_subscript;
    Num_mapping.mp_ass_subscript = Num_ass_subscript;
    Num_buffer.bf_getbuffer = Num_getbuffer;
    if (__cyrus_type_ready(t, NULL, NULL) < 0 || __cyrus_vtable_set(t, Num_vtabptr, NULL) < 0 || __cyrus_setup_reduce(t) < 0 ||
        __cyrus_slot_doc(t, "__call__", "Calls it.", &doc_call) < 0)
        return -1;
    f = __cyrus_function_new(&def_method, NULL, (PyObject *)t);
    if (!f || __cyrus_type_set(t, __cyrus_k[1], f) < 0)
        return -1;
    Py_DECREF(f);
    t = &Sub_type;
    t->tp_name = "m_exttype.Sub";
    t->tp_basicsize = sizeof(Num);
    t->tp_flags = Num_type.tp_flags & (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE);
    t->tp_dealloc = Sub_dealloc;
    t->tp_traverse = Sub_traverse;
    t->tp_clear = Sub_clear;
    if (__cyrus_type_ready(t, &Num_type, NULL) < 0 || __cyrus_vtable_set(t, Num_vtabptr, NULL) < 0 || __cyrus_setup_reduce(t) < 0)
        return -1;
    if (__cyrus_vtable_get(t, NULL) != Num_vtabptr || __cyrus_vtable_get(&PyList_Type, NULL) != NULL)
        return -1;
    deallocated = PyList_New(0);
    PyModule_AddObject(__cyrus_m, "deallocated", Py_NewRef(deallocated));
    PyModule_AddObject(__cyrus_m, "Num", Py_NewRef(&Num_type));
    PyModule_AddObject(__cyrus_m, "Sub", Py_NewRef(&Sub_type));
    return PyModule_AddFunctions(__cyrus_m, methods);
}
