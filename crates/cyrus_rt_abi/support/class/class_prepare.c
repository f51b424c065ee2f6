//! The namespace of a class statement: `__prepare__`, then `__module__`, `__qualname__`, `__doc__` (`doc` may be NULL), and
//! `__orig_bases__` when `__mro_entries__` changed the bases (`original`, else NULL or the same).
//@str __prepare__, __module__, __qualname__, __doc__, __name__, __orig_bases__
//@fn __cyrus_class_prepare(obj, obj, obj, obj?, obj, obj?, obj?) -> new
//@proto
static PyObject *__cyrus_class_prepare(PyObject *metaclass, PyObject *name, PyObject *bases, PyObject *kwds,
                                       PyObject *qualname, PyObject *doc, PyObject *original);
//@code
static __CYRUS_ONCE PyObject *__cyrus_class_prepare(PyObject *metaclass, PyObject *name, PyObject *bases, PyObject *kwds,
                                                    PyObject *qualname, PyObject *doc, PyObject *original) {
    PyObject *ns = NULL, *args[2], *module, *prepare = PyObject_GetAttr(metaclass, __cyrus_s___prepare__);
    if (prepare) {
        args[0] = name;
        args[1] = bases;
        ns = PyObject_VectorcallDict(prepare, args, 2, kwds);
        __CYRUS_DROP(prepare);
        if (ns && !PyMapping_Check(ns)) {
            PyErr_Format(PyExc_TypeError, "%.200s.__prepare__() must return a mapping, not %.200s",
                         PyType_Check(metaclass) ? ((PyTypeObject *)metaclass)->tp_name : "<metaclass>",
                         Py_TYPE(ns)->tp_name);
            Py_CLEAR(ns);
        }
    } else if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        ns = PyDict_New();
    }
    module = ns ? PyDict_GetItemWithError(__cyrus_d, __cyrus_s___name__) : NULL;
    if (!ns || (!module && PyErr_Occurred()) || (module && PyObject_SetItem(ns, __cyrus_s___module__, module) < 0) ||
        PyObject_SetItem(ns, __cyrus_s___qualname__, qualname) < 0 ||
        (doc && PyObject_SetItem(ns, __cyrus_s___doc__, doc) < 0) ||
        (original && original != bases && PyObject_SetItem(ns, __cyrus_s___orig_bases__, original) < 0))
        Py_CLEAR(ns);
    return ns;
}
