//! The docstring of a special method: its slot wrapper in the type's dict carries a generic one.
//!
//! `base` is static storage for the wrapper's description (one per method).
//@fn __cyrus_slot_doc(PyTypeObject *, const char *, const char *, struct wrapperbase *) -> int !neg
//@proto
static int __cyrus_slot_doc(PyTypeObject *type, const char *name, const char *doc, struct wrapperbase *base);
//@code
static __CYRUS_ONCE int __cyrus_slot_doc(PyTypeObject *type, const char *name, const char *doc, struct wrapperbase *base) {
    PyObject *wrapper = PyDict_GetItemString(type->tp_dict, name);
    if (wrapper && Py_IS_TYPE(wrapper, &PyWrapperDescr_Type)) {
        *base = *((PyWrapperDescrObject *)wrapper)->d_base;
        base->doc = doc;
        ((PyWrapperDescrObject *)wrapper)->d_base = base;
    }
    return 0;
}
