//! Python classes for C enums that Python sees (`cpdef enum`).
//!
//! `__cyrus_enum_make` makes the class, binds it (and unless `scoped` nothing else) in the module and returns it, owned;
//! `__cyrus_enum_names` binds the items of an enum without a name. A class for a C++ scoped enum is a plain IntEnum; the
//! others take any number, as C does: what is no item is a member without a name.
//@requires run_text
//@str __name__
//@fn __cyrus_enum_make(const char *, const __cyrus_enum_item *, int, const char *, int) -> new
//@fn __cyrus_enum_names(const __cyrus_enum_item *, int) -> int !neg
//@fn __cyrus_enum_to_py(obj?, long long) -> new
//@proto
typedef struct { const char *name; long long value; } __cyrus_enum_item;
static PyObject *__cyrus_enum_make(const char *name, const __cyrus_enum_item *items, int count, const char *doc, int scoped);
static int __cyrus_enum_names(const __cyrus_enum_item *items, int count);
static PyObject *__cyrus_enum_to_py(PyObject *cls, long long value);
//@code
// Text of Python: a class statement is the only portable way to derive from an enum class.
static const char __cyrus_enum_text[] =
    "import enum\n"
    "class Base(enum.IntEnum):\n"
    "  @classmethod\n"
    "  def _missing_(cls, value):\n"
    "    member = int.__new__(cls, value)\n"
    "    member._value_ = value\n"
    "    member._name_ = None\n"
    "    return cls._value2member_map_.setdefault(value, member)\n"
    "  def __repr__(self):\n"
    "    if self._name_ is not None: return super().__repr__()\n"
    "    return f'<{type(self).__name__}: {self._value_!r}>'\n";
static __CYRUS_ONCE PyObject *__cyrus_enum_base(int scoped) {
    static PyObject *names;
    PyObject *base;
    if (!names && !(names = __cyrus_run_text(__cyrus_enum_text)))
        return NULL;
    if (!scoped)
        return Py_XNewRef(PyDict_GetItemString(names, "Base"));
    base = PyDict_GetItemString(names, "enum");
    return base ? PyObject_GetAttrString(base, "IntEnum") : NULL;
}
static __CYRUS_ONCE PyObject *__cyrus_enum_make(const char *name, const __cyrus_enum_item *items, int count,
                                                const char *doc, int scoped) {
    PyObject *base = __cyrus_enum_base(scoped), *list = base ? PyList_New(0) : NULL, *args, *kwds, *cls = NULL, *item, *text;
    int i;
    for (i = 0; list && i < count; i++) {
        item = Py_BuildValue("(sL)", items[i].name, items[i].value);
        if (!item || PyList_Append(list, item) < 0)
            Py_CLEAR(list);
        __CYRUS_DROP(item);
    }
    args = list ? Py_BuildValue("(sO)", name, list) : NULL;
    kwds = args ? Py_BuildValue("{sO}", "module", PyDict_GetItem(__cyrus_d, __cyrus_s___name__)) : NULL;
    if (kwds)
        cls = PyObject_Call(base, args, kwds);
    if (cls && doc) {
        text = PyUnicode_FromString(doc);
        if (!text || PyObject_SetAttrString(cls, "__doc__", text) < 0)
            Py_CLEAR(cls);
        __CYRUS_DROP(text);
    }
    if (cls && PyDict_SetItemString(__cyrus_d, name, cls) < 0)
        Py_CLEAR(cls);
    __CYRUS_DROP(base);
    __CYRUS_DROP(list);
    __CYRUS_DROP(args);
    __CYRUS_DROP(kwds);
    return cls;
}
static __CYRUS_ONCE int __cyrus_enum_names(const __cyrus_enum_item *items, int count) {
    int i, status = 0;
    for (i = 0; i < count && !status; i++) {
        PyObject *value = PyLong_FromLongLong(items[i].value);
        status = value ? PyDict_SetItemString(__cyrus_d, items[i].name, value) : -1;
        __CYRUS_DROP(value);
    }
    return status;
}
// Without a class (it could not be imported) the number itself.
static PyObject *__cyrus_enum_to_py(PyObject *cls, long long value) {
    PyObject *number = PyLong_FromLongLong(value), *member;
    if (!number || !cls)
        return number;
    member = PyObject_CallOneArg(cls, number);
    Py_DECREF(number);
    return member;
}
