# Cells, which hold the variables of closures. The upper case forms check nothing.

from .object cimport PyObject

cdef extern from "Python.h":
    bint PyCell_Check(object ob)
    object PyCell_New(PyObject* ob)
    object PyCell_Get(object cell)
    int PyCell_Set(object cell, PyObject* value) except? -1
    object PyCell_GET(object cell)
    void PyCell_SET(object cell, PyObject* value)
