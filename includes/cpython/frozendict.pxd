# frozendict objects of Python 3.15. Before that the type is plain dict, and so are these functions.

cdef extern from *:
    """
    #if PY_VERSION_HEX >= 0x030F00A6
        #define __cyrus_PyAnyDict_Check(o) PyAnyDict_Check(o)
        #define __cyrus_PyAnyDict_CheckExact(o) PyAnyDict_CheckExact(o)
        #define __cyrus_PyFrozenDict_Check(o) PyFrozenDict_Check(o)
        #define __cyrus_PyFrozenDict_CheckExact(o) PyFrozenDict_CheckExact(o)
        #define __cyrus_PyFrozenDict_New(items) PyFrozenDict_New(items)
    #else
        #define __cyrus_PyAnyDict_Check(o) PyDict_Check(o)
        #define __cyrus_PyAnyDict_CheckExact(o) PyDict_CheckExact(o)
        #define __cyrus_PyFrozenDict_Check(o) PyDict_Check(o)
        #define __cyrus_PyFrozenDict_CheckExact(o) PyDict_CheckExact(o)
    static inline PyObject *__cyrus_PyFrozenDict_New(PyObject *items) {
        if (!items) return PyDict_New();
        return PyObject_CallFunctionObjArgs((PyObject *) &PyDict_Type, items, NULL);
    }
    #endif
    #define __cyrus_PyFrozenDict_NewEmpty() __cyrus_PyFrozenDict_New(NULL)
    """
    bint PyAnyDict_Check "__cyrus_PyAnyDict_Check"(object p) noexcept
    bint PyAnyDict_CheckExact "__cyrus_PyAnyDict_CheckExact"(object p) noexcept
    bint PyFrozenDict_Check "__cyrus_PyFrozenDict_Check"(object p) noexcept
    bint PyFrozenDict_CheckExact "__cyrus_PyFrozenDict_CheckExact"(object p) noexcept

    frozendict PyFrozenDict_New "__cyrus_PyFrozenDict_New"(object iterable)
    frozendict PyFrozenDict_NewEmpty "__cyrus_PyFrozenDict_NewEmpty"()
