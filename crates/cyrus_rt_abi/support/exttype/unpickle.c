//! What generated unpickling functions need: the check of a layout's checksum, and the state of `__dict__`.
//@fn __cyrus_unpickle_check(long, long, long, long, const char *) -> int !neg
//@fn __cyrus_unpickle_dict(obj, obj, Py_ssize_t) -> int !neg
//@proto
static int __cyrus_unpickle_check(long checksum, long a, long b, long c, const char *members);
static int __cyrus_unpickle_dict(PyObject *o, PyObject *state, Py_ssize_t index);
//@code
// The layout that was pickled must be this one (`a`, `b`, `c`: checksums by several algorithms).
static __CYRUS_COLD int __cyrus_unpickle_check(long checksum, long a, long b, long c, const char *members) {
    PyObject *module, *error;
    if (checksum == a || checksum == b || checksum == c)
        return 0;
    module = PyImport_ImportModule("pickle");
    error = module ? PyObject_GetAttrString(module, "PickleError") : NULL;
    if (error)
        PyErr_Format(error, "Incompatible checksums (0x%x vs (0x%x, 0x%x, 0x%x) = (%s))", (int)checksum, (int)a, (int)b,
                     (int)c, members);
    __CYRUS_DROP(error);
    __CYRUS_DROP(module);
    return -1;
}
// Item `index` of the state tuple, if it is there and not empty, goes into the object's `__dict__`.
static __CYRUS_COLD int __cyrus_unpickle_dict(PyObject *o, PyObject *state, Py_ssize_t index) {
    PyObject *saved, *dict, *result = NULL;
    int full;
    if (PyTuple_GET_SIZE(state) <= index)
        return 0;
    saved = PyTuple_GET_ITEM(state, index);
    full = PyObject_IsTrue(saved);
    if (full <= 0)
        return full;
    dict = PyObject_GetAttrString(o, "__dict__");
    if (dict)
        result = PyObject_CallMethod(dict, "update", "O", saved);
    __CYRUS_DROP(dict);
    __CYRUS_DROP(result);
    return result ? 0 : -1;
}
