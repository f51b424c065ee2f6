# Sentinel objects of Python 3.15.

cdef extern from "Python.h":
    bint PySentinel_Check(object o)
    object PySentinel_New(const char* name, const char* module_name)
