//! What generated pickle functions have in common.
//!
//! `unpickle` is the body of the module's function for one class; `restore` puts a state into an instance and gives -1
//! on errors. `restore_dict` handles the state of `__dict__`.
//@fn __cyrus_unpickle_dict(obj, obj, Py_ssize_t) -> int !neg
//@proto
typedef int (*__cyrus_restore)(PyObject *o, PyObject *state);
static int __cyrus_unpickle_check(long found, long checksum, const char *members);
static int __cyrus_unpickle_dict(PyObject *o, PyObject *state, Py_ssize_t index);
static PyObject *__cyrus_unpickle(PyObject *args, PyTypeObject *type, long checksum, const char *members,
                                  __cyrus_restore restore);
//@code
// The checksum of the members' names by another algorithm; -1 where Python does not have it.
static __CYRUS_ONCE long __cyrus_unpickle_checksum(const char *algorithm, const char *members) {
    char digits[8] = "";
    PyObject *module = PyImport_ImportModule("hashlib"), *text = PyUnicode_FromString(members);
    PyObject *names = text ? PyObject_CallMethod(text, "replace", "ss", ", ", " ") : NULL;
    PyObject *data = names ? PyUnicode_AsUTF8String(names) : NULL;
    PyObject *make = module ? PyObject_GetAttrString(module, algorithm) : NULL;
    PyObject *args = data ? PyTuple_Pack(1, data) : NULL, *kwargs = Py_BuildValue("{sO}", "usedforsecurity", Py_False);
    PyObject *hash = make && args && kwargs ? PyObject_Call(make, args, kwargs) : NULL;
    PyObject *hex = hash ? PyObject_CallMethod(hash, "hexdigest", NULL) : NULL;
    const char *all = hex ? PyUnicode_AsUTF8(hex) : NULL;
    if (all)
        memcpy(digits, all, 7);
    __CYRUS_DROP(hex);
    __CYRUS_DROP(hash);
    __CYRUS_DROP(kwargs);
    __CYRUS_DROP(args);
    __CYRUS_DROP(make);
    __CYRUS_DROP(data);
    __CYRUS_DROP(names);
    __CYRUS_DROP(text);
    __CYRUS_DROP(module);
    PyErr_Clear();
    return *digits ? strtol(digits, NULL, 16) : -1;
}
// The layout that was pickled must be this one. Programs built by older versions of Cython have checksums by SHA-1 or MD5.
static __CYRUS_ONCE int __cyrus_unpickle_check(long found, long checksum, const char *members) {
    PyObject *module, *error;
    long sha1, md5;
    if (found == checksum)
        return 0;
    sha1 = __cyrus_unpickle_checksum("sha1", members);
    md5 = __cyrus_unpickle_checksum("md5", members);
    if (found != -1 && (found == sha1 || found == md5))
        return 0;
    module = PyImport_ImportModule("pickle");
    error = module ? PyObject_GetAttrString(module, "PickleError") : NULL;
    if (error)
        PyErr_Format(error, "Incompatible checksums (0x%x vs (0x%x, 0x%x, 0x%x) = (%s))", (int)found, (int)checksum,
                     (int)sha1, (int)md5, members);
    __CYRUS_DROP(error);
    __CYRUS_DROP(module);
    return -1;
}
static __CYRUS_BRIEF PyObject *__cyrus_unpickle(PyObject *args, PyTypeObject *type, long checksum, const char *members,
                                               __cyrus_restore restore) {
    PyObject *cls, *state, *o;
    long found;
    if (!PyArg_ParseTuple(args, "O!lO", &PyType_Type, &cls, &found, &state) ||
        __cyrus_unpickle_check(found, checksum, members) < 0)
        return NULL;
    if (!PyType_IsSubtype((PyTypeObject *)cls, type)) {
        PyErr_Format(PyExc_TypeError, "%.200s is not a subtype of %.200s", ((PyTypeObject *)cls)->tp_name, type->tp_name);
        return NULL;
    }
    o = type->tp_new((PyTypeObject *)cls, __cyrus_empty_tuple, NULL);
    if (o && state != Py_None && restore(o, state) < 0)
        Py_CLEAR(o);
    return o;
}
// Item `index` of the state tuple, if it is there and not empty, goes into the object's `__dict__`.
static __CYRUS_ONCE int __cyrus_unpickle_dict(PyObject *o, PyObject *state, Py_ssize_t index) {
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
