# Reference counts. The compiler counts `object` variables; these are for references owned by C.

from .object cimport PyObject

# Cython exports these names from here too.
from .object cimport PyTypeObject, Py_TYPE

cdef extern from "Python.h":
    void Py_INCREF(object o)
    void Py_DECREF(object o)
    void Py_XINCREF(PyObject* o)
    void Py_XDECREF(PyObject* o)
    void Py_CLEAR(PyObject* o)
    Py_ssize_t Py_REFCNT(object o)
    Py_ssize_t _Py_REFCNT "Py_REFCNT"(PyObject* ptr)

    # CPython 3.14
    int PyUnstable_Object_EnableDeferredRefcount(object o)
    int PyUnstable_Object_IsUniqueReferencedTemporary(object o)
    int PyUnstable_IsImmortal(object o)
    void PyUnstable_EnableTryIncRef(object o)
    bint PyUnstable_TryIncRef(PyObject* o)
    int PyUnstable_Object_IsUniquelyReferenced(object o)
