# Bound methods. The upper case forms check nothing.

from .object cimport PyObject

cdef extern from "Python.h":
    bint PyMethod_Check(object o)
    object PyMethod_New(object func, object self, object cls)
    PyObject* PyMethod_Function(object meth) except NULL
    PyObject* PyMethod_GET_FUNCTION(object meth)
    PyObject* PyMethod_Self(object meth) except? NULL
    PyObject* PyMethod_GET_SELF(object meth)
    PyObject* PyMethod_Class(object meth) except NULL
    PyObject* PyMethod_GET_CLASS(object meth)
