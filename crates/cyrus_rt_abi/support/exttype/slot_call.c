//! Slots that get a tuple and a dict (tp_init, tp_new's `__cinit__`, tp_call), for bodies with vectorcall's signature.
//!
//! `kind` of body: one returns a PyObject *, the other an int (negative: error).
//@fn __cyrus_slot_call(vectorcallfunc, obj, obj, obj?) -> new
//@fn __cyrus_slot_init(__cyrus_fast_init, obj, obj, obj?) -> int !neg
//@proto
typedef int (*__cyrus_fast_init)(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames);
static int __cyrus_slot_unpack(vectorcallfunc call, __cyrus_fast_init init, PyObject *self, PyObject *args, PyObject *kwds,
                               PyObject **result);
static inline PyObject *__cyrus_slot_call(vectorcallfunc body, PyObject *self, PyObject *args, PyObject *kwds) {
    PyObject *result = NULL;
    if (__CYRUS_LIKELY(!kwds || !PyDict_GET_SIZE(kwds)))
        return body(self, &PyTuple_GET_ITEM(args, 0), (size_t)PyTuple_GET_SIZE(args), NULL);
    __cyrus_slot_unpack(body, NULL, self, args, kwds, &result);
    return result;
}
static inline int __cyrus_slot_init(__cyrus_fast_init body, PyObject *self, PyObject *args, PyObject *kwds) {
    if (__CYRUS_LIKELY(!kwds || !PyDict_GET_SIZE(kwds)))
        return body(self, &PyTuple_GET_ITEM(args, 0), (size_t)PyTuple_GET_SIZE(args), NULL);
    return __cyrus_slot_unpack(NULL, body, self, args, kwds, NULL);
}
//@code
static __CYRUS_BRIEF int __cyrus_slot_unpack(vectorcallfunc call, __cyrus_fast_init init, PyObject *self, PyObject *args, PyObject *kwds,
                               PyObject **result) {
    Py_ssize_t nargs = PyTuple_GET_SIZE(args), count = nargs + PyDict_GET_SIZE(kwds), i, pos = 0;
    PyObject *few[8], **array = few, *key, *value, *kwnames;
    int status = -1;
    if (!PyArg_ValidateKeywordArguments(kwds))
        return -1;
    if (count > 8 && !(array = PyMem_New(PyObject *, count))) {
        PyErr_NoMemory();
        return -1;
    }
    kwnames = PyTuple_New(count - nargs);
    if (!kwnames)
        goto done;
    for (i = 0; i < nargs; i++)
        array[i] = Py_NewRef(PyTuple_GET_ITEM(args, i));
    // The dict may be somebody else's, so its values are kept alive here.
    for (; i < count && PyDict_Next(kwds, &pos, &key, &value); i++) {
        PyTuple_SET_ITEM(kwnames, i - nargs, Py_NewRef(key));
        array[i] = Py_NewRef(value);
    }
    if (init)
        status = init(self, array, (size_t)nargs, kwnames);
    else
        *result = call(self, array, (size_t)nargs, kwnames);
    while (i > 0) {
        --i;
        Py_DECREF(array[i]);
    }
    Py_DECREF(kwnames);
done:
    if (array != few)
        PyMem_Free(array);
    return status;
}
