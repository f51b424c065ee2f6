//! The type object of an extension type of another module, with a check that its instances have the layout expected.
//!
//! `check`: 0 a different size is an error, 1 a larger one is a warning, 2 a larger one is fine. A smaller one is always
//! an error. `size` 0: no check. The reference is owned, and is kept for ever.
//@fn __cyrus_import_type(obj, const char *, const char *, size_t, size_t, int) -> PyTypeObject * !null
//@proto
static PyTypeObject *__cyrus_import_type(PyObject *module, const char *module_name, const char *name, size_t size,
                                         size_t alignment, int check);
//@code
static __CYRUS_ONCE PyTypeObject *__cyrus_import_type(PyObject *module, const char *module_name, const char *name,
                                                      size_t size, size_t alignment, int check) {
    PyObject *type = PyObject_GetAttrString(module, name);
    size_t basic, item;
    if (!type)
        return NULL;
    if (!PyType_Check(type)) {
        PyErr_Format(PyExc_TypeError, "%.200s.%.200s is not a type object", module_name, name);
        goto error;
    }
    basic = (size_t)((PyTypeObject *)type)->tp_basicsize;
    item = (size_t)((PyTypeObject *)type)->tp_itemsize;
    // A struct that ends in an array of items may have padding that the type's sizes don't count.
    if (item && item < alignment)
        item = alignment;
    if (!size || (size >= basic && size <= basic + item))
        return (PyTypeObject *)type;
    if (size > basic + item || check == 0) {
        if (size > basic + item)
            PyErr_Format(PyExc_ValueError,
                         "%.200s.%.200s size changed, may indicate binary incompatibility. Expected %zd from C header, got %zd "
                         "from PyObject",
                         module_name, name, size, basic + item);
        else
            PyErr_Format(PyExc_ValueError,
                         "%.200s.%.200s size changed, may indicate binary incompatibility. Expected %zd from C header, got "
                         "%zd-%zd from PyObject",
                         module_name, name, size, basic, basic + item);
        goto error;
    }
    if (check == 1 && PyErr_WarnFormat(NULL, 0,
                                       "%.200s.%.200s size changed, may indicate binary incompatibility. Expected %zd from C "
                                       "header, got %zd from PyObject",
                                       module_name, name, size, basic) < 0)
        goto error;
    return (PyTypeObject *)type;
error:
    __CYRUS_DROP(type);
    return NULL;
}
