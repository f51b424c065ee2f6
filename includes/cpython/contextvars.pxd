# Context variables.

cimport cython as _cython

from cpython.object cimport PyObject
from cpython.ref cimport Py_XDECREF

cdef extern from "Python.h":
    bint PyContext_CheckExact(object obj)
    bint PyContextVar_CheckExact(object obj)
    bint PyContextToken_CheckExact(object obj)

    # Contexts
    object PyContext_New()
    object PyContext_Copy(object ctx)
    object PyContext_CopyCurrent()
    int PyContext_Enter(object ctx) except -1
    int PyContext_Exit(object ctx) except -1

    # Variables. A default may be NULL; it may be an object with the `_with_default` forms.
    object PyContextVar_New(const char* name, PyObject* default_value)
    object PyContextVar_New_with_default "PyContextVar_New"(const char* name, object default_value)
    int PyContextVar_Get(object var, PyObject* default_value, PyObject** value) except -1
    int PyContextVar_Get_with_default "PyContextVar_Get"(
            object var, object default_value, PyObject** value) except -1
    object PyContextVar_Set(object var, object value)
    int PyContextVar_Reset(object var, object token) except -1

@_cython.c_compile_guard("!defined(Py_LIMITED_API)")
cdef inline object get_value(var, default_value=None):
    """The variable's value; without one its own default; without that `default_value`."""
    cdef PyObject* found = NULL
    PyContextVar_Get(var, NULL, &found)
    if found is NULL:
        return default_value
    value = <object> found
    Py_XDECREF(found)  # `value` has its own reference
    return value

@_cython.c_compile_guard("!defined(Py_LIMITED_API)")
cdef inline object get_value_no_default(var, default_value=None):
    """The variable's value; without one `default_value`, whatever the variable's own default."""
    cdef PyObject* found = NULL
    PyContextVar_Get(var, <PyObject*> default_value, &found)
    value = <object> found
    Py_XDECREF(found)  # `value` has its own reference
    return value
