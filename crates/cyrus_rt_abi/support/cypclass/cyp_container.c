//! The library's containers as Python's: what `collections.abc` has for their kind, and conversions of Python's containers.
//!
//! A container that Python hands over is the object that it is; another iterable is taken for one by making a new one of it, as
//! a call of the type does: a dictionary of what has `keys`, a list or set of everything else but text.
//@requires cyp_proxy
//@fn __cyrus_cyp_py_abstract(obj, const char *) -> int !neg
//@fn __cyrus_cyp_container_from_py(obj, const __cyrus_cyp_type *) -> __cyrus_cyp * !null
//@proto
// Gives a type the methods of a class of `collections.abc` that it has not got itself, and says that it is of that class.
static int __cyrus_cyp_py_abstract(PyObject *type, const char *name);
static __cyrus_cyp *__cyrus_cyp_container_from_py(PyObject *x, const __cyrus_cyp_type *type);
//@code
static __CYRUS_ONCE int __cyrus_cyp_py_is_abstract(PyObject *method) {
    PyObject *answer = PyObject_GetAttrString(method, "__isabstractmethod__");
    int is = answer == Py_True;
    Py_XDECREF(answer);
    PyErr_Clear();
    return is;
}
static __CYRUS_ONCE int __cyrus_cyp_py_inherit(PyObject *type, PyTypeObject *from) {
    static const char *const not_these[] = {"__iter__", "__subclasshook__", "__class_getitem__"};
    PyObject *dict = ((PyTypeObject *)type)->tp_dict, *name, *value;
    Py_ssize_t pos = 0;
    while (PyDict_Next(from->tp_dict, &pos, &name, &value)) {
        size_t i = 0;
        // Methods, what they keep under private names, and what there is to say that there is no such method.
        int method = PyFunction_Check(value) || PyObject_TypeCheck(value, &PyClassMethod_Type) ||
                     PyUnicode_CompareWithASCIIString(name, "_MutableMapping__marker") == 0 ||
                     (value == Py_None && PyUnicode_CompareWithASCIIString(name, "__reversed__") == 0);
        int there = method ? PyDict_Contains(dict, name) : 1;
        while (i < 3 && PyUnicode_CompareWithASCIIString(name, not_these[i]) != 0)
            i++;
        if (there < 0 || (!there && i == 3 && !__cyrus_cyp_py_is_abstract(value) && PyObject_SetAttr(type, name, value) < 0))
            return -1;
    }
    return 0;
}
static __CYRUS_ONCE int __cyrus_cyp_py_abstract(PyObject *type, const char *name) {
    PyObject *module = PyImport_ImportModule("collections.abc"), *class_ = module ? PyObject_GetAttrString(module, name) : NULL, *done = NULL;
    Py_ssize_t i;
    int result = class_ ? 0 : -1;
    for (i = 0; result == 0 && i < PyTuple_GET_SIZE(((PyTypeObject *)class_)->tp_mro) - 1; i++)
        result = __cyrus_cyp_py_inherit(type, (PyTypeObject *)PyTuple_GET_ITEM(((PyTypeObject *)class_)->tp_mro, i));
    if (result == 0)
        done = PyObject_CallMethod(class_, "register", "O", type);
    Py_XDECREF(module);
    Py_XDECREF(class_);
    Py_XDECREF(done);
    return done ? 0 : -1;
}
static __CYRUS_BRIEF __cyrus_cyp *__cyrus_cyp_container_from_py(PyObject *x, const __cyrus_cyp_type *type) {
    int text = PyUnicode_Check(x) || PyBytes_Check(x) || PyByteArray_Check(x), pairs, wants_pairs;
    PyObject *made;
    __cyrus_cyp *o;
    if (text || !type->py_type || PyObject_TypeCheck(x, type->py_type) || !(Py_TYPE(x)->tp_iter || PySequence_Check(x)))
        return __cyrus_cyp_from_py(x, type);
    pairs = PyObject_HasAttrString(x, "keys");
    wants_pairs = PyObject_HasAttrString((PyObject *)type->py_type, "keys");
    if (pairs != wants_pairs)
        return __cyrus_cyp_from_py(x, type);
    made = PyObject_CallOneArg((PyObject *)type->py_type, x);
    if (!made)
        return NULL;
    o = __cyrus_cyp_from_py(made, type);
    Py_DECREF(made);
    return o;
}
