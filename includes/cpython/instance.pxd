# Instances of Python 2's classic classes. CPython 3 has no such functions; old cimports compile.

cdef extern from "Python.h":
    int PyInstance_Check(object obj)
    object PyInstance_New(object cls, object arg, object kw)
    object PyInstance_NewRaw(object cls, object dict)
