# Thread support of the interpreter. It needs no start any more; deprecated since Python 3.9.

cdef extern from "Python.h":
    void PyEval_InitThreads()
    int PyEval_ThreadsInitialized()
