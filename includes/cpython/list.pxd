# list objects. The upper case forms check nothing; SET_ITEM is for new lists only and takes over a
# reference, which the caller has to add.

from .object cimport PyObject

cdef extern from *:
    # What Python 3.13 added, for older ones.
    """
    #if PY_VERSION_HEX >= 0x030D0000 && !defined(Py_LIMITED_API)
        #define __cyrus_PyList_GetItemRef PyList_GetItemRef
        #define __cyrus_PyList_Extend PyList_Extend
        #define __cyrus_PyList_Clear PyList_Clear
    #else
    static inline PyObject *__cyrus_PyList_GetItemRef(PyObject *list, Py_ssize_t index) {
        PyObject *borrowed = PyList_GetItem(list, index);
        Py_XINCREF(borrowed);
        return borrowed;
    }
    static inline int __cyrus_PyList_Extend(PyObject *list, PyObject *items) {
        return PyList_SetSlice(list, PY_SSIZE_T_MAX, PY_SSIZE_T_MAX, items);
    }
    static inline int __cyrus_PyList_Clear(PyObject *list) {
        return PyList_SetSlice(list, 0, PY_SSIZE_T_MAX, NULL);
    }
    #endif
    """
    object PyList_GetItemRef "__cyrus_PyList_GetItemRef"(object list, Py_ssize_t index)
    int PyList_Extend "__cyrus_PyList_Extend"(object list, object iterable) except -1
    int PyList_Clear "__cyrus_PyList_Clear"(object list) except -1

cdef extern from "Python.h":
    bint PyList_Check(object p)
    bint PyList_CheckExact(object p)
    list PyList_New(Py_ssize_t len)
    Py_ssize_t PyList_Size(object list) except -1
    Py_ssize_t PyList_GET_SIZE(object list)

    # Items; GetItem and GET_ITEM lend a reference
    PyObject* PyList_GetItem(object list, Py_ssize_t index) except NULL
    PyObject* PyList_GET_ITEM(object list, Py_ssize_t i)
    int PyList_SetItem(object list, Py_ssize_t index, object item) except -1
    void PyList_SET_ITEM(object list, Py_ssize_t i, object o)
    list PyList_GetSlice(object list, Py_ssize_t low, Py_ssize_t high)
    int PyList_SetSlice(object list, Py_ssize_t low, Py_ssize_t high, object itemlist) except -1

    # Changing
    int PyList_Insert(object list, Py_ssize_t index, object item) except -1
    int PyList_Append(object list, object item) except -1
    int PyList_Sort(object list) except -1
    int PyList_Reverse(object list) except -1

    tuple PyList_AsTuple(object list)
