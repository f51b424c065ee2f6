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
// The layout that was pickled must be this one (Cython tells of checksums by three algorithms).
static __CYRUS_ONCE int __cyrus_unpickle_check(long found, long checksum, const char *members) {
    PyObject *module, *error;
    if (found == checksum)
        return 0;
    module = PyImport_ImportModule("pickle");
    error = module ? PyObject_GetAttrString(module, "PickleError") : NULL;
    if (error)
        PyErr_Format(error, "Incompatible checksums (0x%x vs (0x%x, 0x%x, 0x%x) = (%s))", (int)found, (int)checksum,
                     (int)checksum, (int)checksum, members);
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
