//! What a loop over `d.iterkeys()`, `d.itervalues()`, `d.iteritems()` goes through, for any `d`: dicts have these methods by other names now.
//@str keys, values, items, iterkeys, itervalues, iteritems
//@fn __cyrus_iter_of_dict(obj, int) -> new
//@proto
// `what`: 0 keys, 1 values, 2 items.
static PyObject *__cyrus_iter_of_dict(PyObject *o, int what);
//@code
static PyObject *__cyrus_iter_of_dict(PyObject *o, int what) {
    PyObject *name;
    if (PyDict_CheckExact(o))
        name = what == 0 ? __cyrus_s_keys : what == 1 ? __cyrus_s_values : __cyrus_s_items;
    else
        name = what == 0 ? __cyrus_s_iterkeys : what == 1 ? __cyrus_s_itervalues : __cyrus_s_iteritems;
    return PyObject_CallMethodNoArgs(o, name);
}
