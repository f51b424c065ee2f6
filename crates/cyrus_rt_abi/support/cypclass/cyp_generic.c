//! A generic cypclass as Python sees it: `Box["int"]` is the type of an instance that the module makes.
//!
//! Keys are the arguments as messages show them, white space aside; a Python type stands for its name, `int`,
//! `float` and `bool` for the C types they come from, `str` for the class of libcyrus. The type of these objects is shared by all modules.
//@requires shared_type
//@include <structmember.h>
//@init __cyrus_cyp_generic_init
//@fn __cyrus_cyp_generic(obj, obj, obj) -> new
//@proto
static int __cyrus_cyp_generic_init(void);
// `types`: from the arguments' text to the type.
static PyObject *__cyrus_cyp_generic(PyObject *name, PyObject *module, PyObject *types);
//@code
typedef struct {
    PyObject_HEAD
    PyObject *name, *module, *types;
} __cyrus_cyp_generic_object;
static PyTypeObject *__cyrus_cyp_generic_type;
static int __cyrus_cyp_generic_word(char c) { return c == '_' || Py_ISALNUM(c) || (c & 0x80); }
// Without the spaces that mean nothing.
static __CYRUS_BRIEF PyObject *__cyrus_cyp_generic_plain(PyObject *text) {
    Py_ssize_t size, i, used = 0;
    const char *from = PyUnicode_AsUTF8AndSize(text, &size);
    char *to = from ? (char *)PyMem_Malloc((size_t)size + 1) : NULL, last = 0;
    PyObject *plain;
    if (!to)
        return from ? PyErr_NoMemory() : NULL;
    for (i = 0; i < size; i++) {
        char c = from[i];
        if (Py_ISSPACE(c))
            continue;
        if (i && Py_ISSPACE(from[i - 1]) && __cyrus_cyp_generic_word(c) && __cyrus_cyp_generic_word(last))
            to[used++] = ' ';
        to[used++] = last = c;
    }
    plain = PyUnicode_FromStringAndSize(to, used);
    PyMem_Free(to);
    return plain;
}
static __CYRUS_BRIEF PyObject *__cyrus_cyp_generic_key(PyObject *key) {
    PyObject *name, *plain;
    if (PyTuple_Check(key)) {
        PyObject *parts = PyList_New(0), *comma = PyUnicode_FromString(","), *all = NULL;
        Py_ssize_t i;
        for (i = 0; parts && i < PyTuple_GET_SIZE(key); i++) {
            PyObject *part = __cyrus_cyp_generic_key(PyTuple_GET_ITEM(key, i));
            if (!part || PyList_Append(parts, part) < 0)
                Py_CLEAR(parts);
            Py_XDECREF(part);
        }
        if (parts && comma)
            all = PyUnicode_Join(comma, parts);
        Py_XDECREF(parts);
        Py_XDECREF(comma);
        return all;
    }
    if (key == (PyObject *)&PyFloat_Type)
        return PyUnicode_FromString("double");
    if (key == (PyObject *)&PyBool_Type)
        return PyUnicode_FromString("bint");
    if (key == (PyObject *)&PyUnicode_Type)
        return PyUnicode_FromString("Str");
    if (PyUnicode_Check(key))
        return __cyrus_cyp_generic_plain(key);
    if (!PyType_Check(key)) {
        PyErr_Format(PyExc_TypeError, "the arguments of a generic cypclass are types and their names, not '%.200s'", Py_TYPE(key)->tp_name);
        return NULL;
    }
    name = PyObject_GetAttrString(key, "__qualname__");
    plain = name ? __cyrus_cyp_generic_plain(name) : NULL;
    Py_XDECREF(name);
    return plain;
}
// "Box['int'], Box['double']"
static __CYRUS_ONCE PyObject *__cyrus_cyp_generic_list(__cyrus_cyp_generic_object *self) {
    PyObject *keys = PyDict_Keys(self->types), *comma = PyUnicode_FromString(", "), *all = NULL;
    Py_ssize_t i;
    for (i = 0; keys && i < PyList_GET_SIZE(keys); i++) {
        PyObject *shown = PyUnicode_FromFormat("%U['%U']", self->name, PyList_GET_ITEM(keys, i));
        if (!shown || PyList_SetItem(keys, i, shown) < 0)
            Py_CLEAR(keys);
    }
    if (keys && comma)
        all = PyUnicode_Join(comma, keys);
    Py_XDECREF(keys);
    Py_XDECREF(comma);
    return all;
}
static __CYRUS_BRIEF PyObject *__cyrus_cyp_generic_item(PyObject *o, PyObject *key) {
    __cyrus_cyp_generic_object *self = (__cyrus_cyp_generic_object *)o;
    PyObject *plain = __cyrus_cyp_generic_key(key), *found = plain ? PyDict_GetItemWithError(self->types, plain) : NULL, *list;
    if (found) {
        Py_INCREF(found);
    } else if (!PyErr_Occurred() && (list = __cyrus_cyp_generic_list(self))) {
        PyErr_Format(PyExc_TypeError, "the module has no %U['%U']; there are %U", self->name, plain, list);
        Py_DECREF(list);
    }
    Py_XDECREF(plain);
    return found;
}
static __CYRUS_COLD PyObject *__cyrus_cyp_generic_call(PyObject *o, PyObject *args, PyObject *kwds) {
    __cyrus_cyp_generic_object *self = (__cyrus_cyp_generic_object *)o;
    PyObject *list = __cyrus_cyp_generic_list(self);
    (void)args, (void)kwds;
    if (list)
        PyErr_Format(PyExc_TypeError, "'%U' is generic: call one of %U", self->name, list);
    Py_XDECREF(list);
    return NULL;
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_generic_repr(PyObject *o) {
    __cyrus_cyp_generic_object *self = (__cyrus_cyp_generic_object *)o;
    return PyUnicode_FromFormat("<generic cypclass '%U.%U'>", self->module, self->name);
}
static __CYRUS_BRIEF PyObject *__cyrus_cyp_generic_any(PyObject *o, PyObject *x, int (*test)(PyObject *, PyObject *)) {
    PyObject *key, *type;
    Py_ssize_t pos = 0;
    while (PyDict_Next(((__cyrus_cyp_generic_object *)o)->types, &pos, &key, &type)) {
        int is = test(x, type);
        if (is)
            return is < 0 ? NULL : Py_NewRef(Py_True);
    }
    return Py_NewRef(Py_False);
}
static PyObject *__cyrus_cyp_generic_instance(PyObject *o, PyObject *x) { return __cyrus_cyp_generic_any(o, x, PyObject_IsInstance); }
static PyObject *__cyrus_cyp_generic_subclass(PyObject *o, PyObject *x) { return __cyrus_cyp_generic_any(o, x, PyObject_IsSubclass); }
static __CYRUS_ONCE PyObject *__cyrus_cyp_generic_instances(PyObject *o, void *closure) {
    PyObject *types = PyDict_Values(((__cyrus_cyp_generic_object *)o)->types), *all = types ? PyList_AsTuple(types) : NULL;
    (void)closure;
    Py_XDECREF(types);
    return all;
}
static __CYRUS_COLD int __cyrus_cyp_generic_traverse(PyObject *o, visitproc visit, void *arg) {
    Py_VISIT(((__cyrus_cyp_generic_object *)o)->types);
    Py_VISIT(Py_TYPE(o));
    return 0;
}
static __CYRUS_ONCE int __cyrus_cyp_generic_clear(PyObject *o) {
    PyDict_Clear(((__cyrus_cyp_generic_object *)o)->types);
    return 0;
}
static __CYRUS_COLD void __cyrus_cyp_generic_dealloc(PyObject *o) {
    __cyrus_cyp_generic_object *self = (__cyrus_cyp_generic_object *)o;
    PyTypeObject *type = Py_TYPE(o);
    PyObject_GC_UnTrack(o);
    Py_XDECREF(self->name);
    Py_XDECREF(self->module);
    Py_XDECREF(self->types);
    PyObject_GC_Del(o);
    Py_DECREF(type);
}
// By its name, and an object of an instance without its constructor: for `pickle`.
static __CYRUS_BRIEF PyObject *__cyrus_cyp_generic_reduce(PyObject *o, PyObject *unused) {
    (void)unused;
    return Py_NewRef(((__cyrus_cyp_generic_object *)o)->name);
}
static PyObject *__cyrus_cyp_generic_empty(PyObject *o, PyObject *key) {
    PyObject *type = __cyrus_cyp_generic_item(o, key), *made = type ? PyObject_CallMethod(type, "_cyrus_empty_", NULL) : NULL;
    Py_XDECREF(type);
    return made;
}
static PyMethodDef __cyrus_cyp_generic_methods[] = {
    {"__reduce__", __cyrus_cyp_generic_reduce, METH_NOARGS, NULL},
    {"_cyrus_empty_", __cyrus_cyp_generic_empty, METH_O, NULL},
    {"__instancecheck__", __cyrus_cyp_generic_instance, METH_O, NULL},
    {"__subclasscheck__", __cyrus_cyp_generic_subclass, METH_O, NULL},
    {NULL, NULL, 0, NULL}};
static PyGetSetDef __cyrus_cyp_generic_getset[] = {
    {(char *)"__instances__", __cyrus_cyp_generic_instances, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
static PyMemberDef __cyrus_cyp_generic_members[] = {
    {(char *)"__name__", T_OBJECT, offsetof(__cyrus_cyp_generic_object, name), READONLY, NULL},
    {(char *)"__qualname__", T_OBJECT, offsetof(__cyrus_cyp_generic_object, name), READONLY, NULL},
    {(char *)"__module__", T_OBJECT, offsetof(__cyrus_cyp_generic_object, module), READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};
static PyType_Slot __cyrus_cyp_generic_slots[] = {
    {Py_tp_dealloc, (void *)__cyrus_cyp_generic_dealloc},
    {Py_tp_traverse, (void *)__cyrus_cyp_generic_traverse},
    {Py_tp_clear, (void *)__cyrus_cyp_generic_clear},
    {Py_tp_repr, (void *)__cyrus_cyp_generic_repr},
    {Py_tp_call, (void *)__cyrus_cyp_generic_call},
    {Py_mp_subscript, (void *)__cyrus_cyp_generic_item},
    {Py_tp_methods, (void *)__cyrus_cyp_generic_methods},
    {Py_tp_getset, (void *)__cyrus_cyp_generic_getset},
    {Py_tp_members, (void *)__cyrus_cyp_generic_members},
    {0, NULL}};
static PyType_Spec __cyrus_cyp_generic_spec = {__CYRUS_ABI ".generic_cypclass", sizeof(__cyrus_cyp_generic_object), 0,
                                               Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, __cyrus_cyp_generic_slots};
static __CYRUS_ONCE int __cyrus_cyp_generic_init(void) {
    __cyrus_cyp_generic_type = __cyrus_shared_type(&__cyrus_cyp_generic_spec, NULL, NULL);
    return __cyrus_cyp_generic_type ? 0 : -1;
}
static __CYRUS_ONCE PyObject *__cyrus_cyp_generic(PyObject *name, PyObject *module, PyObject *types) {
    PyObject *plain = PyDict_New(), *key, *type;
    Py_ssize_t pos = 0;
    __cyrus_cyp_generic_object *self;
    while (plain && PyDict_Next(types, &pos, &key, &type)) {
        PyObject *text = __cyrus_cyp_generic_plain(key);
        if (!text || PyDict_SetItem(plain, text, type) < 0)
            Py_CLEAR(plain);
        Py_XDECREF(text);
    }
    self = plain ? PyObject_GC_New(__cyrus_cyp_generic_object, __cyrus_cyp_generic_type) : NULL;
    if (!self) {
        Py_XDECREF(plain);
        return NULL;
    }
    self->name = Py_NewRef(name);
    self->module = Py_NewRef(module);
    self->types = plain;
    PyObject_GC_Track(self);
    for (pos = 0; PyDict_Next(plain, &pos, &key, &type);) {
        PyObject *both = PyTuple_Pack(2, (PyObject *)self, key);
        int result = both ? PyObject_SetAttrString(type, "_cyrus_generic_", both) : -1;
        Py_XDECREF(both);
        if (result < 0) {
            Py_DECREF(self);
            return NULL;
        }
    }
    return (PyObject *)self;
}
