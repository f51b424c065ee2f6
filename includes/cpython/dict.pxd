# dict objects.

from .object cimport PyObject

cdef extern from *:
    # What Python 3.13 added, for older ones. All three give 1 for a key that was there, 0 for one
    # that was not, and a reference of its own in `result`.
    """
    #if PY_VERSION_HEX >= 0x030D0000 && !defined(Py_LIMITED_API)
        #define __cyrus_PyDict_GetItemRef PyDict_GetItemRef
        #define __cyrus_PyDict_GetItemStringRef PyDict_GetItemStringRef
        #define __cyrus_PyDict_SetDefaultRef PyDict_SetDefaultRef
    #else
    static inline int __cyrus_PyDict_GetItemRef(PyObject *dict, PyObject *key, PyObject **result) {
        PyObject *borrowed = PyDict_GetItemWithError(dict, key);
        Py_XINCREF(borrowed);
        *result = borrowed;
        if (borrowed) return 1;
        return PyErr_Occurred() ? -1 : 0;
    }
    static inline int __cyrus_PyDict_GetItemStringRef(
            PyObject *dict, const char *name, PyObject **result) {
        int found = -1;
        PyObject *key = PyUnicode_FromString(name);
        *result = NULL;
        if (key) {
            found = __cyrus_PyDict_GetItemRef(dict, key, result);
            Py_DECREF(key);
        }
        return found;
    }
    static inline int __cyrus_PyDict_SetDefaultRef(
            PyObject *dict, PyObject *key, PyObject *value, PyObject **result) {
        PyObject *current;
        int found = __cyrus_PyDict_GetItemRef(dict, key, &current);
        if (found == 0) {
            if (PyDict_SetItem(dict, key, value) < 0) found = -1;
            else {
                Py_INCREF(value);
                current = value;
            }
        }
        if (result) *result = current;
        else Py_XDECREF(current);
        return found;
    }
    #endif
    """
    int PyDict_GetItemRef "__cyrus_PyDict_GetItemRef"(
            object p, object key, PyObject** result) except -1
    int PyDict_GetItemStringRef "__cyrus_PyDict_GetItemStringRef"(
            object p, const char* key, PyObject** result) except -1
    int PyDict_SetDefaultRef "__cyrus_PyDict_SetDefaultRef"(
            object p, object key, object default_value, PyObject** result) except -1

cdef extern from "Python.h":
    bint PyDict_Check(object p)
    bint PyDict_CheckExact(object p)
    dict PyDict_New()
    object PyDictProxy_New(object dict)
    Py_ssize_t PyDict_Size(object p) except -1
    int PyDict_Contains(object p, object key) except -1

    # These lend a reference. GetItem and GetItemString hide every error.
    PyObject* PyDict_GetItem(object p, object key)
    PyObject* PyDict_GetItemWithError(object p, object key) except? NULL
    PyObject* PyDict_GetItemString(object p, const char* key)
    PyObject* PyDict_SetDefault(object p, object key, object default) except NULL

    # Changing
    int PyDict_SetItem(object p, object key, object val) except -1
    int PyDict_SetItemString(object p, const char* key, object val) except -1
    int PyDict_DelItem(object p, object key) except -1
    int PyDict_DelItemString(object p, const char* key) except -1
    void PyDict_Clear(object p)
    int PyDict_Merge(object a, object b, int override) except -1
    int PyDict_Update(object a, object b) except -1
    int PyDict_MergeFromSeq2(object a, object seq2, int override) except -1

    # All of it. The dict may not change size while PyDict_Next() goes through it.
    int PyDict_Next(object p, Py_ssize_t* ppos, PyObject** pkey, PyObject** pvalue)
    list PyDict_Keys(object p)
    list PyDict_Values(object p)
    list PyDict_Items(object p)
    dict PyDict_Copy(object p)
